//! Each case in `cmd/` is one command: arguments, standard input, and exactly what it prints and exits
//! with. It runs in a copy of `cmd/files/`. `[..]` stands for what differs from run to run.
//!
//! `TRYCMD=overwrite cargo test --test commands` writes what commands print now: read the difference.

#[test]
fn each_command_prints_and_exits_as_its_case_says() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}
