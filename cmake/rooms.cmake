# What nearly every file includes, read once instead of 300 times. Files include what they use all
# the same: -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON builds without, as the clang preset does.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/headers.cc CONTENT "")
add_library(mamori_headers OBJECT ${CMAKE_BINARY_DIR}/headers.cc)
target_link_libraries(mamori_headers PUBLIC Boost::json)
set(headers <algorithm> <array> <chrono> <cstdint> <expected> <filesystem> <functional> <map>
            <memory> <optional> <span> <string> <string_view> <utility> <variant> <vector>
            <boost/json.hpp>)
target_precompile_headers(mamori_headers PRIVATE ${headers})

# What tests have in common: GoogleTest, and where the sources lie (base/testing.h).
if(MAMORI_TESTS)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/source_folder.cc CONTENT
"#include \"base/testing.h\"
const char* const mamori::testing::source_folder = \"${PROJECT_SOURCE_DIR}\";
")
  add_library(mamori_testing STATIC ${CMAKE_BINARY_DIR}/source_folder.cc)
  target_include_directories(mamori_testing PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(mamori_testing PUBLIC Boost::json GTest::gmock)
  target_precompile_headers(mamori_testing PRIVATE ${headers} <gmock/gmock.h> <gtest/gtest.h>)
endif()

# Release and asan compile several files of a room as one, which takes a third of the time; names in
# its unnamed namespaces are therefore unique in a room. ALONE names files that cannot share, and a
# room that is APART shares only among its tests.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)

# mamori_room(<name> KNOWS <room>... LINKS <library>... TEST_KNOWS <room>... ALONE <file>... | APART)
# A room is src/<name>: every x.cc in it or in a folder of it becomes the
# library mamori_<name>, every x_test.cc the program <name>_test.
function(mamori_room name)
  cmake_parse_arguments(ROOM "APART" "" "KNOWS;LINKS;TEST_KNOWS;ALONE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc
       ${CMAKE_CURRENT_SOURCE_DIR}/*/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  set_source_files_properties(${ROOM_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  add_library(mamori_${name} STATIC ${sources})
  if(ROOM_APART)
    set_target_properties(mamori_${name} PROPERTIES UNITY_BUILD OFF)
  endif()
  target_include_directories(mamori_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM ROOM_KNOWS PREPEND mamori_)
  target_link_libraries(mamori_${name} PUBLIC ${ROOM_KNOWS} ${ROOM_LINKS})
  target_precompile_headers(mamori_${name} REUSE_FROM mamori_headers)

  if(MAMORI_TESTS AND tests)
    add_executable(${name}_test ${tests})
    list(TRANSFORM ROOM_TEST_KNOWS PREPEND mamori_)
    target_link_libraries(${name}_test PRIVATE mamori_${name} ${ROOM_TEST_KNOWS} mamori_testing
                                               GTest::gtest_main)
    target_precompile_headers(${name}_test REUSE_FROM mamori_testing)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()
