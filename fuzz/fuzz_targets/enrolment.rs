//! Enrolments, requests and codes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_core::enrolment::{Code, Enrolment, EnrolmentRequest};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(enrolment) = Enrolment::from_bytes(bytes) {
        assert_eq!(enrolment.to_bytes(), bytes);
    }
    if let Ok(request) = EnrolmentRequest::from_bytes(bytes) {
        assert_eq!(*request.to_bytes(), bytes);
        let _ = request.code_digest();
    }
    if let Some(code) = str::from_utf8(bytes).ok().and_then(|text| text.parse::<Code>().ok()) {
        let text = code.to_text();
        assert_eq!(*text.parse::<Code>().expect("its own spelling").to_text(), *text);
    }
});
