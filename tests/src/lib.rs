//! Behaviour of Ostrakon across its crates: see the files in `tests/`.
