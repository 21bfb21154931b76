use ark_bn254::{Fq, Fq2};
use ark_ff::UniformRand;
use ostrakon_lanes::arch::Arch;
use ostrakon_lanes::element::Element;
use ostrakon_lanes::fq2::*;
use ostrakon_lanes::{Kernel, dispatch};
use std::hint::black_box;
use std::time::Instant;
struct K([Fq2; 8], [Fq2; 8]);
impl Kernel for K {
    type Output = ();
    #[inline(always)]
    fn run<A: Arch>(self, arch: A) {
        let (mut a, b) = (Fq2Lanes::load(arch, &self.0), Fq2Lanes::load(arch, &self.1));
        for _ in 0..3 {
            let t = Instant::now();
            for _ in 0..100000 {
                a = a.mul(arch, b);
            }
            println!("fq2 mul {:?}", t.elapsed() / 800);
            black_box(a.store(arch));
            let t = Instant::now();
            for _ in 0..100000 {
                a = a.square(arch);
            }
            println!("fq2 sq {:?}", t.elapsed() / 800);
            black_box(a.store(arch));
            let t = Instant::now();
            for _ in 0..100000 {
                a.c0 = a.c0.mul(arch, b.c0);
            }
            println!("fq mul {:?}", t.elapsed() / 800);
            black_box(a.store(arch));
            let t = Instant::now();
            for _ in 0..100000 {
                a.c0 = a.c0.add(arch, b.c0).reduce(arch);
            }
            println!("fq add+red {:?}", t.elapsed() / 800);
            black_box(a.store(arch));
        }
    }
}
fn main() {
    let r = &mut ark_std::test_rng();
    let _ = Fq::rand(r);
    let a = std::array::from_fn(|_| Fq2::rand(r));
    let b = std::array::from_fn(|_| Fq2::rand(r));
    let _ = dispatch(K(a, b));
}
