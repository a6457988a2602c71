include(GoogleTest)

# sage_folder(NAME SEES folders… LINKS libraries…): lib/NAME becomes the library sage_NAME, and
# tests/NAME/*_test.cpp the program NAME_test, which links that library and nothing above it.
function(sage_folder name)
  cmake_parse_arguments(ARG "" "" "SEES;LINKS" ${ARGN})
  list(TRANSFORM ARG_SEES PREPEND sage_)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/${name}/*.cpp)
  if(sources)
    set(kind PUBLIC)
    add_library(sage_${name} STATIC ${sources})
  else()
    set(kind INTERFACE)
    add_library(sage_${name} INTERFACE)
  endif()
  target_include_directories(sage_${name} ${kind} ${PROJECT_SOURCE_DIR}/lib)
  target_link_libraries(sage_${name} ${kind} ${ARG_SEES} ${ARG_LINKS})
  sage_test(${name} sage_${name})
endfunction()

# sage_test(NAME libraries…): the unit tests in tests/NAME, one program.
function(sage_test name)
  file(GLOB tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${name}/*_test.cpp)
  if(tests)
    add_executable(${name}_test ${tests})
    target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(${name}_test PRIVATE ${ARGN} GTest::gtest_main GTest::gmock)
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}." PROPERTIES TIMEOUT 120
                         DISCOVERY_TIMEOUT 60)
  endif()
endfunction()

# embed_page(TARGET FOLDER scripts…): the page, the style and the scripts of FOLDER become part of
# TARGET.
function(embed_page target folder)
  set(from ${PROJECT_SOURCE_DIR}/${folder})
  set(code ${CMAKE_CURRENT_BINARY_DIR}/${target}_page.cpp)
  list(JOIN ARGN "," names)
  list(TRANSFORM ARGN PREPEND ${from}/ OUTPUT_VARIABLE scripts)
  add_custom_command(
    OUTPUT ${code}
    COMMAND ${CMAKE_COMMAND} -D FOLDER=${from} -D SCRIPTS=${names} -D OUTPUT=${code}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake
    DEPENDS ${from}/page.html ${from}/report.css ${scripts}
            ${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${code})
endfunction()
