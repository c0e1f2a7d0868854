//! What the first bytes of a file say it is, whatever it is called.

use super::MediaKind;

/// As many bytes of the beginning as it takes to tell.
pub const HEAD: usize = 4096;

/// What a file begins like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// MOV, MP4 and what is built like them; Blackmagic RAW is.
    Movie,
    Mxf,
    R3d,
    Arri,
    Avi,
    Matroska,
    /// MPEG transport stream: AVCHD and HDV.
    Transport,
    /// A still (CR3) or a clip (CRM) of a Canon camera: the name tells which.
    CanonRaw,
    /// WAV, broadcast WAV, RF64, BW64.
    Wave,
    Aiff,
    OtherSound,
    Picture,
    /// A TIFF; DNG and many raw stills are TIFFs too.
    Tiff,
    Lut,
    Cdl,
}

impl Content {
    /// `head` is the beginning of the file, up to [`HEAD`] bytes.
    pub fn of(head: &[u8]) -> Option<Self> {
        let at = |from: usize, bytes: &[u8]| {
            head.get(from..).is_some_and(|rest| rest.starts_with(bytes))
        };
        let box_type = head.get(4..8).unwrap_or_default();
        match box_type {
            b"ftyp" => return Some(brand(head.get(8..12).unwrap_or_default())),
            b"moov" | b"mdat" | b"wide" | b"pnot" => return Some(Content::Movie),
            // The signature of REDCODE files, one and two.
            b"RED1" | b"RED2" => return Some(Content::R3d),
            _ => {}
        }
        if matches!(box_type, b"free" | b"skip")
            && head.get(..4).is_some_and(|size| size[0] == 0)
            && at(0, &[0, 0])
        {
            return Some(Content::Movie);
        }
        if at(0, b"RIFF") && at(8, b"AVI ") {
            return Some(Content::Avi);
        }
        if at(0, b"RIFF") && at(8, b"WEBP") {
            return Some(Content::Picture);
        }
        if (at(0, b"RIFF") || at(0, b"RF64") || at(0, b"BW64")) && at(8, b"WAVE") {
            return Some(Content::Wave);
        }
        if at(0, b"FORM") && (at(8, b"AIFF") || at(8, b"AIFC")) {
            return Some(Content::Aiff);
        }
        // An MPEG packet begins with 0x47 every 188 bytes, or every 192 with a time before each.
        let packets =
            |first: usize, every: usize| (0..3).all(|packet| at(first + packet * every, &[0x47]));
        if packets(0, 188) || packets(4, 192) {
            return Some(Content::Transport);
        }
        let signatures: [(&[u8], Content); 16] = [
            // The key of a partition pack, SMPTE ST 377-1.
            (&[6, 14, 43, 52, 2, 5, 1, 1, 13, 1, 2], Content::Mxf),
            (b"ARRI", Content::Arri),
            (&[0x1a, 0x45, 0xdf, 0xa3], Content::Matroska),
            (b"fLaC", Content::OtherSound),
            (b"ID3", Content::OtherSound),
            (b"OggS", Content::OtherSound),
            (b"caff", Content::OtherSound),
            (&[0xff, 0xd8, 0xff], Content::Picture),
            (b"\x89PNG\r\n\x1a\n", Content::Picture),
            (&[0x76, 0x2f, 0x31, 0x01], Content::Picture),
            (b"SDPX", Content::Picture),
            (b"XPDS", Content::Picture),
            (b"II*\0", Content::Tiff),
            (b"MM\0*", Content::Tiff),
            (b"BM", Content::Picture),
            (b"GIF8", Content::Picture),
        ];
        // Two letters alone say nothing: a bitmap has zeros where its header must have them.
        let bitmap = || head.get(6..10).is_some_and(|reserved| reserved == [0; 4]);
        let known = signatures.iter().find(|(bytes, _)| at(0, bytes));
        match known {
            Some((b"BM", _)) if !bitmap() => None,
            Some((_, content)) => Some(*content),
            None => text(head),
        }
    }

    /// What a file of this content is, given what its name says: a name that can be true is
    /// believed, because it says more.
    pub fn kind(self, named: MediaKind, proxy: bool) -> MediaKind {
        use MediaKind as K;
        let (possible, otherwise): (&[K], K) = match self {
            // Recorders write sound into movies and into MXF, under names for sound.
            Content::Movie | Content::Mxf => (&[K::Ocf, K::Proxy, K::Audio], K::Ocf),
            Content::R3d
            | Content::Arri
            | Content::Avi
            | Content::Matroska
            | Content::Transport => (&[K::Ocf, K::Proxy], K::Ocf),
            Content::CanonRaw => (&[K::Ocf, K::Proxy, K::Still], K::Ocf),
            Content::Wave | Content::Aiff | Content::OtherSound => (&[K::Audio], K::Audio),
            Content::Picture => (&[K::Still], K::Still),
            Content::Tiff => (&[K::Still, K::Ocf], K::Still),
            Content::Lut => (&[K::Lut], K::Lut),
            // Looks of cameras hold colour decisions among others.
            Content::Cdl => (&[K::Cdl, K::Lut], K::Cdl),
        };
        match otherwise {
            _ if possible.contains(&named) => named,
            K::Ocf if proxy => K::Proxy,
            otherwise => otherwise,
        }
    }
}

fn brand(brand: &[u8]) -> Content {
    match brand {
        b"M4A " | b"M4B " => Content::OtherSound,
        b"heic" | b"heix" | b"mif1" | b"msf1" | b"avif" => Content::Picture,
        b"crx " => Content::CanonRaw,
        _ => Content::Movie,
    }
}

/// Looks and colour decisions are text, under many names.
fn text(head: &[u8]) -> Option<Content> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if head.iter().take(512).any(|byte| *byte == 0) {
        return None;
    }
    let head = String::from_utf8_lossy(head);
    if head.trim_start().starts_with('<') {
        let has = |tag: &str| head.contains(tag);
        if has("<ColorDecisionList") || has("<ColorCorrection") {
            return Some(Content::Cdl);
        }
        return (has("<ProcessList") || has("<look>")).then_some(Content::Lut);
    }
    let begins = |words: &[&str]| {
        head.lines().any(|line| words.iter().any(|word| line.trim_start().starts_with(word)))
    };
    if begins(&["LUT_3D_SIZE", "LUT_1D_SIZE", "CSPLUTV100", "3DMESH"]) {
        return Some(Content::Lut);
    }
    // An edit list whose comments carry a colour decision for each event.
    begins(&["*ASC_SOP", "* ASC_SOP"]).then_some(Content::Cdl)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn told(name: &str, head: &[u8]) -> MediaKind {
        MediaKind::told(Path::new(name), head)
    }

    #[test]
    fn a_name_that_lies_or_says_nothing_is_told_by_the_first_bytes() {
        let wav = b"RIFF\x24\0\0\0WAVEfmt ";
        let mov = b"\0\0\0\x14ftypqt  \0\0\0\0";
        let mxf = [6, 14, 43, 52, 2, 5, 1, 1, 13, 1, 2, 1, 1, 2, 4, 0];
        let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF";
        assert_eq!(told("T001", wav), MediaKind::Audio);
        assert_eq!(told("T001.mov", wav), MediaKind::Audio);
        assert_eq!(told("A001C001", mov), MediaKind::Ocf);
        assert_eq!(told("Proxy/A001C001", mov), MediaKind::Proxy);
        assert_eq!(told("A001C001.txt", &mxf), MediaKind::Ocf);
        assert_eq!(told("frame.mov", jpeg), MediaKind::Still);
        assert_eq!(told("take.m4a", b"\0\0\0\x18ftypmp42\0\0\0\0"), MediaKind::Audio);
        assert_eq!(told("IMG_1.CR3", b"\0\0\0\x18ftypcrx "), MediaKind::Still);
        assert_eq!(told("A001.CRM", b"\0\0\0\x18ftypcrx "), MediaKind::Ocf);
        assert_eq!(told("x.dng", b"II*\0\x08\0\0\0"), MediaKind::Ocf);
        assert_eq!(told("x", b"II*\0\x08\0\0\0"), MediaKind::Still);
        assert_eq!(told("A001_C001_001", b"\0\0\x01\0RED2\0\0"), MediaKind::Ocf);
    }

    #[test]
    fn looks_and_colour_decisions_are_told_apart_by_what_they_contain() {
        let cdl = b"<?xml version=\"1.0\"?>\n<ColorDecisionList xmlns=\"urn:ASC:CDL:v1.01\">";
        let cc = b"<ColorCorrection id=\"A001\"><SOPNode>";
        let cube = b"TITLE \"show\"\nLUT_3D_SIZE 33\n0 0 0\n";
        let edl = b"TITLE: DAY 1\n001 A001 V C 01:00:00:00\n*ASC_SOP (1 1 1)(0 0 0)(1 1 1)\n";
        assert_eq!(told("look.xml", cdl), MediaKind::Cdl);
        assert_eq!(told("look.txt", cc), MediaKind::Cdl);
        assert_eq!(told("grade.jpg", cube), MediaKind::Lut);
        assert_eq!(told("grade", cube), MediaKind::Lut);
        assert_eq!(told("day1.edl", edl), MediaKind::Cdl);
        assert_eq!(told("clip.xml", b"<?xml version=\"1.0\"?><NonRealTimeMeta>"), MediaKind::Other);
        assert_eq!(told("show.aml", cdl), MediaKind::Lut, "an ARRI look holds a decision list");
        assert_eq!(told("note.txt", b"BMW, blue"), MediaKind::Other);
    }

    #[test]
    fn bytes_that_say_nothing_leave_the_name_its_word() {
        for head in [&b""[..], b"\0", &[0; HEAD], b"abcdefgh"] {
            assert_eq!(Content::of(head), None);
            assert_eq!(told("A001.mov", head), MediaKind::Ocf);
        }
    }
}
