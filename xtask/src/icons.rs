//! `cargo xtask icons`: every size of every icon, drawn anew from the SVGs in `icons/`.
//!
//! The pictures are committed, because the app is built where nobody draws; a test draws them again
//! and compares. The small sizes have a drawing of their own, since what is fine at a hundred pixels
//! is dust at sixteen.

use std::io::Cursor;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::repo;

const APP: &str = "labrun.svg";
const APP_SMALL: &str = "labrun-small.svg";

/// Up to here the small drawing is the better one.
const SMALL: u32 = 32;

/// The app's own, by the names that `tauri.conf.json` lists.
const PNGS: &[(&str, u32)] = &[
    ("16x16.png", 16),
    ("24x24.png", 24),
    ("32x32.png", 32),
    ("48x48.png", 48),
    ("64x64.png", 64),
    ("128x128.png", 128),
    ("256x256.png", 256),
    ("icon.png", 512),
];

/// For Windows: what its shell asks for between 100 and 400 percent.
const ICO: &[u32] = &[16, 20, 24, 32, 40, 48, 64, 128, 256];

/// For macOS: the type of an entry, and its size in pixels.
const ICNS: &[(&[u8; 4], u32)] = &[
    (b"icp4", 16),
    (b"ic11", 32),
    (b"icp5", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];

/// One for each face of the tray, at the sizes of a panel and of a panel at twice the resolution.
const TRAY: &[&str] = &["tray-idle", "tray-moving", "tray-waiting", "tray-attention"];
const TRAY_SIZES: [(&str, u32); 2] = [("", 32), ("@2x", 64)];

pub fn draw() -> Result<()> {
    for (name, bytes) in all()? {
        let path = folder().join(&name);
        std::fs::write(&path, bytes).with_context(|| format!("could not write {path:?}"))?;
        println!("icons/{name}");
    }
    Ok(())
}

fn folder() -> PathBuf {
    repo::root().join("icons")
}

/// Every picture by its name in `icons/`.
fn all() -> Result<Vec<(String, Vec<u8>)>> {
    let mut drawn = Vec::new();
    for (name, size) in PNGS {
        drawn.push(((*name).to_owned(), app(*size)?.encode_png()?));
    }
    for name in TRAY {
        for (end, size) in TRAY_SIZES {
            let picture = rendered(&format!("{name}.svg"), size)?;
            drawn.push((format!("{name}{end}.png"), picture.encode_png()?));
        }
    }
    drawn.push(("icon.ico".to_owned(), ico()?));
    drawn.push(("icon.icns".to_owned(), icns()?));
    Ok(drawn)
}

fn app(size: u32) -> Result<Pixmap> {
    rendered(if size <= SMALL { APP_SMALL } else { APP }, size)
}

fn rendered(svg: &str, size: u32) -> Result<Pixmap> {
    let path = folder().join(svg);
    let text = std::fs::read_to_string(&path).with_context(|| format!("{path:?} is missing"))?;
    let tree = Tree::from_str(&text, &Options::default())
        .with_context(|| format!("{path:?} is no SVG that can be drawn"))?;
    let mut picture = Pixmap::new(size, size).context("a picture of no size")?;
    let scale = size as f32 / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    Ok(picture)
}

/// The largest as PNG and the others as bitmaps, which all of Windows can read.
fn ico() -> Result<Vec<u8>> {
    let mut all = ico::IconDir::new(ico::ResourceType::Icon);
    for size in ICO {
        let png = app(*size)?.encode_png()?;
        let image = ico::IconImage::read_png(Cursor::new(png))?;
        all.add_entry(match size {
            256 => ico::IconDirEntry::encode_as_png(&image)?,
            _ => ico::IconDirEntry::encode_as_bmp(&image)?,
        });
    }
    let mut file = Vec::new();
    all.write(&mut file)?;
    Ok(file)
}

/// A four-letter type, a length and a PNG, one after the other: too little for a library, and the
/// one there was is no longer kept.
fn icns() -> Result<Vec<u8>> {
    let mut entries = Vec::new();
    for (kind, size) in ICNS {
        let png = app(*size)?.encode_png()?;
        entries.extend_from_slice(*kind);
        entries.extend_from_slice(&length(8 + png.len())?);
        entries.extend_from_slice(&png);
    }
    let mut file = b"icns".to_vec();
    file.extend_from_slice(&length(8 + entries.len())?);
    file.extend_from_slice(&entries);
    Ok(file)
}

fn length(bytes: usize) -> Result<[u8; 4]> {
    let bytes = u32::try_from(bytes).map_err(|_| anyhow!("an icon of more than 4 GB"))?;
    Ok(bytes.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another machine may round a colour the other way.
    const CLOSE: u8 = 2;

    #[test]
    fn the_committed_icons_are_those_that_the_drawings_give() {
        for (name, drawn) in all().expect("the drawings can be drawn") {
            let path = folder().join(&name);
            let kept = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            let again = "draw them anew: cargo xtask icons";
            if name.ends_with(".png") {
                let (kept, drawn) = (pixels(&kept), pixels(&drawn));
                assert_eq!(
                    (kept.width(), kept.height()),
                    (drawn.width(), drawn.height()),
                    "{name}"
                );
                let far = kept.data().iter().zip(drawn.data());
                let far = far.filter(|(one, other)| one.abs_diff(**other) > CLOSE).count();
                assert_eq!(far, 0, "icons/{name} differs from its drawing; {again}");
            } else {
                assert_eq!(kept.len(), drawn.len(), "icons/{name} is an old one; {again}");
            }
        }
    }

    #[test]
    fn every_icon_is_rgba_with_a_clear_corner_and_something_in_the_middle() {
        for name in pngs() {
            let file = std::fs::read(folder().join(&name)).expect("it is committed");
            // In a PNG: byte 24 is the depth, byte 25 the kind, 6 is RGBA.
            assert_eq!((file[24], file[25]), (8, 6), "icons/{name} is not RGBA of 8 bits");
            let picture = pixels(&file);
            let corner = picture.pixel(0, 0).expect("it has a corner");
            assert_eq!(corner.alpha(), 0, "icons/{name} has a background");
            let drawn = picture.pixels().iter().filter(|pixel| pixel.alpha() > 127).count();
            let share = drawn as f32 / picture.pixels().len() as f32;
            assert!(share > 0.2, "icons/{name} is all but empty: {share}");
        }
    }

    #[test]
    fn an_icns_is_entries_to_its_very_end() {
        let file = icns().expect("it can be made");
        let number = |at: usize| {
            u32::from_be_bytes(file[at..at + 4].try_into().expect("four bytes")) as usize
        };
        assert_eq!((&file[..4], number(4)), (&b"icns"[..], file.len()));
        let (mut at, mut kinds) = (8, Vec::new());
        while at < file.len() {
            let size = pixels(&file[at + 8..at + number(at + 4)]).width();
            kinds.push((<&[u8; 4]>::try_from(&file[at..at + 4]).expect("four letters"), size));
            at += number(at + 4);
        }
        assert_eq!(kinds, ICNS);
    }

    /// What marks are asked to have against what is around them, by WCAG 1.4.11.
    const CONTRAST: f32 = 3.0;

    #[test]
    fn a_tray_icon_stands_out_from_a_white_panel_and_from_a_black_one() {
        for name in TRAY {
            let picture = rendered(&format!("{name}.svg"), 32).expect("it can be drawn");
            let solid = picture.pixels().iter().filter(|pixel| pixel.alpha() == 255);
            let mut colours: Vec<_> =
                solid.map(|one| (one.red(), one.green(), one.blue())).collect();
            colours.sort_unstable();
            colours.dedup();
            assert!(!colours.is_empty(), "{name} has nothing solid in it");
            for colour in colours {
                let here = luminance(colour);
                let contrast = [(1.0 + 0.05) / (here + 0.05), (here + 0.05) / 0.05];
                let least = contrast[0].min(contrast[1]);
                assert!(least >= CONTRAST, "{name}: {colour:?} has a contrast of {least:.2} only");
            }
        }
    }

    fn luminance((red, green, blue): (u8, u8, u8)) -> f32 {
        let linear = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    fn pngs() -> Vec<String> {
        let tray =
            TRAY.iter().flat_map(|name| TRAY_SIZES.map(|(end, _)| format!("{name}{end}.png")));
        PNGS.iter().map(|(name, _)| (*name).to_owned()).chain(tray).collect()
    }

    fn pixels(png: &[u8]) -> Pixmap {
        Pixmap::decode_png(png).expect("a PNG")
    }
}
