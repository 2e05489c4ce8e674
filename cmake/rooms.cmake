# mamori_room(<name> KNOWS <room>... LINKS <library>... [OBJECT_DEFINITIONS ...])
# A room is src/<name>: every x.cc in it or in a folder of it becomes the
# library mamori_<name>, every x_test.cc the program <name>_test.
function(mamori_room name)
  cmake_parse_arguments(ROOM "" "" "KNOWS;LINKS;TEST_KNOWS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc
       ${CMAKE_CURRENT_SOURCE_DIR}/*/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  add_library(mamori_${name} STATIC ${sources})
  target_include_directories(mamori_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM ROOM_KNOWS PREPEND mamori_)
  target_link_libraries(mamori_${name} PUBLIC ${ROOM_KNOWS} ${ROOM_LINKS})

  if(MAMORI_TESTS AND tests)
    add_executable(${name}_test ${tests})
    list(TRANSFORM ROOM_TEST_KNOWS PREPEND mamori_)
    target_link_libraries(${name}_test PRIVATE mamori_${name} ${ROOM_TEST_KNOWS} GTest::gmock
                                               GTest::gtest_main)
    target_compile_definitions(${name}_test
                               PRIVATE MAMORI_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()
