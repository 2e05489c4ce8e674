# mamori_embed(<target> <function> ROOT <dir> FILES <file>...)
# Puts files into the program, so that one binary is the whole installation. Generates
#   namespace mamori::embedded { std::span<const File> <function>(); }
# whose entries carry the path relative to ROOT and the bytes (see base/embedded.h).
function(mamori_embed target function)
  cmake_parse_arguments(EMBED "" "ROOT" "FILES" ${ARGN})
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${function}_embedded.S)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${function}_embedded.cc)
  set(symbols "")
  set(entries "")
  set(declarations "")
  set(index 0)
  foreach(file IN LISTS EMBED_FILES)
    get_filename_component(path ${file} ABSOLUTE BASE_DIR ${EMBED_ROOT})
    file(RELATIVE_PATH name ${EMBED_ROOT} ${path})
    set(symbol mamori_${function}_${index})
    string(APPEND symbols
           ".global ${symbol}_begin\n.global ${symbol}_end\n${symbol}_begin:\n.incbin \"${path}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND declarations "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND entries
           "      File{\"${name}\", {${symbol}_begin, static_cast<std::size_t>(${symbol}_end - ${symbol}_begin)}},\n")
    math(EXPR index "${index} + 1")
    set_property(SOURCE ${assembly} APPEND PROPERTY OBJECT_DEPENDS ${path})
  endforeach()
  file(CONFIGURE OUTPUT ${assembly}
       CONTENT ".section .rodata\n${symbols}.section .note.GNU-stack,\"\",%progbits\n" @ONLY)
  file(CONFIGURE OUTPUT ${source} CONTENT
"#include \"base/embedded.h\"
#include <array>
extern \"C\" {
${declarations}}
namespace mamori::embedded {
std::span<const File> ${function}() {
  static const std::array<File, ${index}> files{{
${entries}  }};
  return files;
}
}  // namespace mamori::embedded
" @ONLY)
  target_sources(${target} PRIVATE ${assembly} ${source})
endfunction()
