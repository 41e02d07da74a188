mod imports;
use std::path::Path;
#[test]
fn dump() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let krate = imports::Crate::read(&src);
    let imports = krate.imports();
    for (f, t) in &imports {
        println!("{f} -> {t:?}");
    }
    for c in imports::circles(&imports) {
        println!("CIRCLE {}", c.len());
        for f in &c {
            println!(
                "   {f} -> {:?}",
                imports[f].iter().filter(|t| c.contains(t)).collect::<Vec<_>>()
            );
        }
    }
}
