//! With a certificate, the server speaks HTTPS, and nothing else.

use ostrakon_server::Tls;
use ostrakon_server::tls::TlsError;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::common::Server;

#[test]
fn who_trusts_the_certificate_is_answered() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let tls = Tls::from_pem(cert.pem().as_bytes(), signing_key.serialize_pem().as_bytes()).unwrap();
    let server = Server::with_tls(tls);
    let url = format!("https://localhost:{}/health", server.address.port());
    let trusting = |roots: RootCerts| -> Agent {
        let tls = TlsConfig::builder().root_certs(roots).build();
        Agent::config_builder().tls_config(tls).build().into()
    };
    let certificate = Certificate::from_pem(cert.pem().as_bytes()).unwrap();
    let mut answer = trusting(RootCerts::new_with_certs(&[certificate])).get(&url).call().unwrap();
    assert_eq!(answer.body_mut().read_to_string().unwrap(), "ok\n");

    assert!(trusting(RootCerts::WebPki).get(&url).call().is_err());
    assert!(Agent::new_with_defaults().get(url.replace("https", "http")).call().is_err());
}

#[test]
fn what_is_no_certificate_or_not_its_key_is_refused() {
    let made = || generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (one, other) = (made(), made());
    let (chain, key) = (one.cert.pem(), one.signing_key.serialize_pem());
    let refused = |chain: &str, key: &str| Tls::from_pem(chain.as_bytes(), key.as_bytes()).unwrap_err();
    assert_eq!(refused("", &key), TlsError::Certificate);
    assert_eq!(refused(&key, &key), TlsError::Certificate);
    assert_eq!(refused(&chain, &chain), TlsError::Key);
    assert_eq!(refused(&chain, &other.signing_key.serialize_pem()).code(), "tls-pair");
}
