// Downloads of the view and of the data behind it, made here: nothing leaves the page.
function download(text, type, ending) {
  save(text instanceof Blob ? text : new Blob([text], { type }), ending);
}

function save(blob, ending) {
  const address = URL.createObjectURL(blob),
    name =
      fold(DATA.title)
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 60) || "network";
  const link = element("a", { href: address, download: `${name}.${ending}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

const svgText = (ties) => new XMLSerializer().serializeToString(drawingOfView(ties));

const FILES = {
  svg: (ties) => download(`<?xml version="1.0" encoding="UTF-8"?>\n${svgText(ties)}\n`, "image/svg+xml", "svg"),
  png: (ties) => painted(svgText(ties)),
  csv: (ties) => download(`\uFEFF${inCsv(rowsOf(ties))}`, "text/csv", "csv"),
  json: (ties) => download(inJson(ties), "application/json", "json"),
};

// The drawing at twice its size, as pixels.
function painted(svg) {
  const image = new Image();
  image.onload = () => {
    const canvas = element("canvas");
    [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => blob && save(blob, "png"), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
