//! The size of an SVG: `width`, `height` and `viewBox`.

use roxmltree::Node;

/// Size attributes of an SVG.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Size {
    /// `width` as written.
    pub width: Option<String>,
    /// `height` as written.
    pub height: Option<String>,
    /// `viewBox` as written.
    pub view_box: Option<String>,
}

impl Size {
    /// Reads the size attributes of `root`.
    pub fn of(root: Node<'_, '_>) -> Size {
        let said = |name| root.attribute(name).map(str::to_owned);
        Size { width: said("width"), height: said("height"), view_box: said("viewBox") }
    }

    /// Returns left, top, width and height of a valid `viewBox`.
    pub fn view_box(&self) -> Option<[f64; 4]> {
        let written = self.view_box.as_deref()?;
        let mut numbers = written
            .split([' ', ',', '\t', '\n', '\r'])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<f64>().ok().filter(|number| number.is_finite()));
        let mut next = || numbers.next().flatten();
        let found = [next()?, next()?, next()?, next()?];
        let whole = numbers.next().is_none() && found[2] > 0.0 && found[3] > 0.0;
        whole.then_some(found)
    }

    /// Returns width and height in pixels, if both have an absolute unit.
    pub fn pixels(&self) -> Option<(f64, f64)> {
        Some((pixels(self.width.as_deref()?)?, pixels(self.height.as_deref()?)?))
    }
}

fn pixels(written: &str) -> Option<f64> {
    let written = written.trim();
    let end = written.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').len();
    let (mut number, mut unit) = written.split_at(end);
    // The `e` of `1e3` is not a unit.
    if let Ok(whole) = written.parse::<f64>()
        && whole.is_finite()
    {
        (number, unit) = (written, "");
    }
    let scale = match unit.to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" | "em" | "rem" => 16.0,
        "ex" => 8.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        _ => return None,
    };
    let number = number.trim().parse::<f64>().ok()? * scale;
    (number.is_finite() && number > 0.0).then_some(number)
}
