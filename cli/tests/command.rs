//! The command as a user calls it: arguments, input, output and status stand in `tests/cmd`.

#[test]
fn commands_do_what_is_written() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}
