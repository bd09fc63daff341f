package io.steelyard.run.report;

import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicFile;
import io.steelyard.run.report.Section.Curves;
import io.steelyard.run.report.Section.Facts;
import io.steelyard.run.report.Section.Gallery;
import io.steelyard.run.report.Section.Matrix;
import io.steelyard.run.report.Section.Table;
import io.steelyard.run.report.Section.Text;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A page in one file: no script, nothing that a browser would have to fetch, light or dark as the
 * reader's system is. It is well-formed XML as well.
 *
 * @param title of the page
 * @param lead a sentence below the title
 * @param sections in their order
 */
public record HtmlReport(String title, String lead, List<Section> sections) {
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?[\\d.,]+(e[-+]?\\d+)?( ?(%|ms|µs|s|min|h|MiB|GiB))?");

    /** So many classes have room for their counts; beyond, only the shades are shown. */
    private static final int COUNTED_CLASSES = 40;

    public HtmlReport {
        sections = List.copyOf(sections);
    }

    /**
     * Writes the page; one that is there is replaced whole.
     *
     * @throws SteelyardException {@code WRITE_FAILED}
     */
    public void write(Path file) {
        AtomicFile.write(file, html().getBytes(StandardCharsets.UTF_8));
    }

    /** The page. */
    public String html() {
        Markup out = new Markup().raw("<!DOCTYPE html>\n");
        out.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml").line();
        out.open("head").empty("meta", "charset", "utf-8").line();
        out.empty("meta", "name", "viewport", "content", "width=device-width").line();
        // Whatever a text or a file name holds: a browser is to run and to fetch nothing.
        out.empty(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
                .line();
        out.element("title", title).line();
        out.open("style").line().raw(StyleSheet.CSS).close("style").close("head").line();
        out.open("body").line().element("h1", title).line();
        if (!lead.isEmpty()) {
            out.element("p", lead, "class", "lead").line();
        }
        for (Section section : sections) {
            out.open("section").element("h2", section.title()).line();
            write(out, section);
            out.close("section").line();
        }
        return out.close("body").close("html").line().toString();
    }

    private static void write(Markup out, Section section) {
        switch (section) {
            case Facts facts -> writeFacts(out, facts);
            case Table table -> writeTable(out, table);
            case Curves curves -> Chart.draw(out, curves);
            case Matrix matrix -> writeMatrix(out, matrix);
            case Gallery gallery -> writeGallery(out, gallery);
            case Text text -> out.element("pre", text.text()).line();
        }
    }

    private static void writeFacts(Markup out, Facts section) {
        out.open("dl").line();
        section.facts()
                .forEach((name, value) -> out.element("dt", name).element("dd", value).line());
        out.close("dl").line();
    }

    private static void writeTable(Markup out, Table table) {
        out.open("div", "class", "wide").open("table").open("thead").open("tr");
        table.header().forEach(cell -> out.element("th", cell, "scope", "col"));
        out.close("tr").close("thead").line().open("tbody").line();
        for (List<String> row : table.rows()) {
            out.open("tr");
            for (String cell : row) {
                boolean number = NUMBER.matcher(cell).matches();
                out.element("td", cell, "class", number ? "number" : "text");
            }
            out.close("tr").line();
        }
        out.close("tbody").close("table").close("div").line();
    }

    /** Each cell is shaded by its share of the row, so that classes of any size compare. */
    private static void writeMatrix(Markup out, Matrix matrix) {
        boolean counted = matrix.classes().size() <= COUNTED_CLASSES;
        out.open("div", "class", "wide").open("table", "class", "matrix").open("thead").open("tr");
        out.element("th", "actual \\ predicted", "scope", "col");
        matrix.classes().forEach(name -> out.element("th", name, "scope", "col"));
        out.close("tr").close("thead").line().open("tbody").line();
        for (int actual = 0; actual < matrix.classes().size(); actual++) {
            List<Long> row = matrix.counts().get(actual);
            long total = row.stream().mapToLong(Long::longValue).sum();
            out.open("tr").element("th", matrix.classes().get(actual), "scope", "row");
            for (int predicted = 0; predicted < row.size(); predicted++) {
                long count = row.get(predicted);
                double share = total == 0 ? 0 : (double) count / total;
                String about =
                        String.format(
                                Locale.ROOT,
                                "%s taken for %s: %,d of %,d",
                                matrix.classes().get(actual),
                                matrix.classes().get(predicted),
                                count,
                                total);
                out.element(
                        "td",
                        counted && count > 0 ? String.format(Locale.ROOT, "%,d", count) : "",
                        "class",
                        actual == predicted ? "right" : "wrong",
                        "style",
                        String.format(Locale.ROOT, "--share:%.3f", share),
                        "title",
                        about);
            }
            out.close("tr").line();
        }
        out.close("tbody").close("table").close("div").line();
    }

    private static void writeGallery(Markup out, Gallery gallery) {
        out.open("div", "class", "gallery").line();
        for (Picture picture : gallery.pictures()) {
            out.open("figure")
                    .empty(
                            "img",
                            "src",
                            "data:image/png;base64," + picture.png(),
                            "width",
                            shown(picture, picture.width()),
                            "height",
                            shown(picture, picture.height()),
                            "alt",
                            picture.caption())
                    .element("figcaption", picture.caption())
                    .close("figure")
                    .line();
        }
        out.close("div").line();
    }

    /**
     * Small pictures are shown in whole multiples, up to about 112 pixels, so that one can see
     * them.
     */
    private static int shown(Picture picture, int pixels) {
        int larger = Math.max(picture.width(), picture.height());
        return larger >= 112
                ? Math.max(1, (int) (pixels * 112L / larger))
                : pixels * (112 / larger);
    }
}
