# cmake -D FOLDER=… -D SCRIPTS=a.js,b.js -D OUTPUT=… -P embed_page.cmake: the page of the HTML report,
# its style and its scripts (in their order, as one) as a C++ file.
string(REPLACE "," ";" scripts "${SCRIPTS}")
file(READ "${FOLDER}/page.html" page)
file(READ "${FOLDER}/report.css" style)
set(script "\"use strict\";\n(() => {\n")
foreach(name IN LISTS scripts)
  file(READ "${FOLDER}/${name}" text)
  string(APPEND script "${text}")
endforeach()
string(APPEND script "})();\n")
file(WRITE "${OUTPUT}" "#include \"report/html.h\"\n\nnamespace sage {\n
const char* const html_page = R\"sage(${page})sage\";
const char* const html_style = R\"sage(${style})sage\";
const char* const html_script = R\"sage(${script})sage\";

}  // namespace sage\n")
