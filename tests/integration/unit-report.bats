# The unit tests' report is CMocka's: the same tests in GoogleTest and in
# CMocka itself print the same bytes, times aside.

load helpers

setup_file() {
  require_commands gcc
  [ -e /usr/include/cmocka.h ] || skip "libcmocka-dev is not installed"
  cd "$REPOSITORY/tests/unit/sample"
  gcc -o "$BATS_FILE_TMPDIR/theirs" report_sample.c -lcmocka
}

setup() {
  THEIRS=$BATS_FILE_TMPDIR/theirs
  OURS=$BIN/../tests/report_sample
  cd "$BATS_TEST_TMPDIR"
}

# report PROGRAM NAME: its output in NAME.out and NAME.err, and its files in NAME/.
report() {
  mkdir -p "$2"
  (cd "$2" && "$1" >"../$2.out" 2>"../$2.err" || true)
  find "$2" "$2.out" "$2.err" -type f -exec sed -i 's/time="[0-9.]*"/time="T"/' {} +
}

assert_same_report() {
  report "$THEIRS" theirs
  report "$OURS" ours
  [ -s theirs.out ] || [ -s theirs.err ] || [ -n "$(ls theirs)" ]
  diff theirs.out ours.out
  diff theirs.err ours.err
  diff -r theirs ours
}

@test "STDOUT is the format without a choice, and of an unknown word" {
  assert_same_report
  CMOCKA_MESSAGE_OUTPUT=STDOUT assert_same_report
  CMOCKA_MESSAGE_OUTPUT=nonsense assert_same_report
  grep -qF '[ RUN      ] passes' ours.out
}

@test "TAP" {
  export CMOCKA_MESSAGE_OUTPUT=TAP
  assert_same_report
  grep -qF 'not ok 2 - fails' ours.out
}

@test "SUBUNIT, and a format's name in lower case" {
  export CMOCKA_MESSAGE_OUTPUT=subunit
  assert_same_report
  grep -qF 'failure: fails [' ours.out
}

@test "XML on standard output" {
  export CMOCKA_MESSAGE_OUTPUT=XML
  assert_same_report
  grep -qF '<failure><![CDATA[' ours.out
}

@test "XML in one file, which a second run leaves alone" {
  export CMOCKA_MESSAGE_OUTPUT=XML CMOCKA_XML_FILE=report.xml
  assert_same_report
  [ -s ours/report.xml ]
  assert_same_report
}

@test "XML in a file for each group" {
  export CMOCKA_MESSAGE_OUTPUT=XML CMOCKA_XML_FILE=report-%g.xml
  assert_same_report
  [ -s ours/report-Second.xml ]
}

@test "XML in a folder that does not exist goes to standard error" {
  export CMOCKA_MESSAGE_OUTPUT=XML CMOCKA_XML_FILE=missing/report.xml
  assert_same_report
  [ -s ours.err ]
}
