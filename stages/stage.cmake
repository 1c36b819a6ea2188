# bm_stage(NAME LIBS …): stages/NAME/*.c (*.cc) as a static library; its test is tests/stages/test_NAME.c
function(bm_stage name)
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.c
       ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  if(NOT sources)
    message(STATUS "stage ${name} is empty")
    return()
  endif()
  add_library(bm_${name} STATIC ${sources})
  target_link_libraries(bm_${name} PUBLIC bm_flags bm_shared bm_job ${ARG_LIBS})
endfunction()
