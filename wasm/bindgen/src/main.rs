//! Writes the JavaScript side of ostrakon-wasm under a name: `ostrakon-bindgen MODULE.wasm FOLDER NAME`.
//!
//! What wasm-bindgen's program does for `--target web`, which is good for browsers and Node alike,
//! without all that this program has for other targets.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder, name] = arguments.as_slice() else {
        eprintln!("usage: ostrakon-bindgen MODULE.wasm FOLDER NAME");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    let written = bindgen
        .input_path(module)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(true).out_name(name).generate(folder));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ostrakon-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}
