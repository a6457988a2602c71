# What is installed beside the program, and the Debian package of all of it.

set(share "\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share")
install(CODE "
  execute_process(COMMAND \"$<TARGET_FILE:sage-stream>\" manual \"${share}/man/man1\"
                  COMMAND_ERROR_IS_FATAL ANY)
  file(GLOB pages \"${share}/man/man1/sage-stream*.1\" \"${share}/man/man1/git-sage.1\")
  execute_process(COMMAND gzip -9nf \${pages} COMMAND_ERROR_IS_FATAL ANY)")
# Each under both names of the program: shells look for the file of a command when it is completed.
foreach(place IN ITEMS bash=bash-completion/completions/sage-stream=git-sage
                       zsh=zsh/vendor-completions/_sage-stream=_git-sage
                       fish=fish/vendor_completions.d/sage-stream.fish=git-sage.fish)
  string(REPLACE "=" ";" place "${place}")
  list(GET place 0 shell)
  list(GET place 1 file)
  list(GET place 2 alias)
  cmake_path(GET file FILENAME name)
  cmake_path(GET file PARENT_PATH folder)
  install(CODE "
    execute_process(COMMAND \"$<TARGET_FILE:sage-stream>\" completion ${shell}
                    OUTPUT_VARIABLE script COMMAND_ERROR_IS_FATAL ANY)
    file(WRITE \"${share}/${file}\" \"\${script}\")
    file(CREATE_LINK ${name} \"${share}/${folder}/${alias}\" SYMBOLIC)")
endforeach()
install(PROGRAMS ${PROJECT_SOURCE_DIR}/scripts/demo-drain DESTINATION share/sage-stream/scripts)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/fixtures/agents/append
        DESTINATION share/sage-stream/fixtures/agents)
install(FILES ${PROJECT_SOURCE_DIR}/fixtures/backlogs/realistic.json
        DESTINATION share/sage-stream/fixtures/backlogs)
set(doc share/doc/sage-stream)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CONTRIBUTING.md
        DESTINATION ${doc})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${doc})
install(FILES ${PROJECT_SOURCE_DIR}/tests/report/junit.xsd DESTINATION ${doc}/tests/report)
install(FILES ${PROJECT_SOURCE_DIR}/packaging/copyright DESTINATION ${doc})
file(STRINGS packaging/changelog newest LIMIT_COUNT 1)
if(NOT newest MATCHES "^sage-stream \\(${PROJECT_VERSION}\\)")
  message(FATAL_ERROR "packaging/changelog begins with \"${newest}\", not ${PROJECT_VERSION}")
endif()
install(CODE "
  execute_process(COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/packaging/changelog
                  OUTPUT_FILE \"${share}/doc/sage-stream/changelog.gz\" COMMAND_ERROR_IS_FATAL ANY)")

set(CPACK_PACKAGE_NAME sage-stream)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "drain a backlog of tickets in a git repository")
set(CPACK_PACKAGE_DESCRIPTION "Tickets whose dependencies are done go to agents, several at a time,
each in a workspace of its own. What comes back is checked and lands one by
one on a branch.")
set(CPACK_PACKAGE_CONTACT "sage-stream developers <sage-stream@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "git (>= 1:2.39)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "jq")  # of the agent in the demo
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
include(CPack)
