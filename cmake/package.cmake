# What is installed beside the program, and the Debian package of all of it.

install(CODE "execute_process(
  COMMAND \"$<TARGET_FILE:sage-stream>\" manual
          \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/man/man1\" COMMAND_ERROR_IS_FATAL ANY)")
foreach(place IN ITEMS bash=bash-completion/completions/sage-stream
                       zsh=zsh/vendor-completions/_sage-stream
                       fish=fish/vendor_completions.d/sage-stream.fish)
  string(REPLACE "=" ";" place "${place}")
  list(GET place 0 shell)
  list(GET place 1 file)
  install(CODE "
    set(file \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/${file}\")
    execute_process(COMMAND \"$<TARGET_FILE:sage-stream>\" completion ${shell}
                    OUTPUT_VARIABLE script COMMAND_ERROR_IS_FATAL ANY)
    file(WRITE \"\${file}\" \"\${script}\")")
endforeach()
install(PROGRAMS ${PROJECT_SOURCE_DIR}/scripts/demo-drain DESTINATION share/sage-stream/scripts)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/fixtures/agents/append
        DESTINATION share/sage-stream/fixtures/agents)
install(FILES ${PROJECT_SOURCE_DIR}/fixtures/backlogs/realistic.json
        DESTINATION share/sage-stream/fixtures/backlogs)
install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION share/doc/sage-stream)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION share/doc/sage-stream)

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
