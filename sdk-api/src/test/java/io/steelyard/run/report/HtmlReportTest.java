package io.steelyard.run.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;

final class HtmlReportTest {
    @TempDir Path directory;

    private static Document parsed(Section... sections) throws Exception {
        String html = new HtmlReport("A run", "of a test", List.of(sections)).html();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> all(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<String> texts(Document page, String name) {
        return all(page, name).stream().map(Element::getTextContent).toList();
    }

    private static Section.Series line(String name, double... ys) {
        List<Section.Point> points = new ArrayList<>();
        for (double y : ys) {
            points.add(new Section.Point(points.size(), y));
        }
        return new Section.Series(name, points);
    }

    /** A parser that knows no HTML reads it, whatever the text holds. */
    @Test
    void textIsShownAndNeverMarkup() throws Exception {
        String nasty = "</pre><script>alert('\"&amp;')</script> \u0000\u001b\ud800 é 😀";
        String shown = nasty.replaceAll("[\u0000\u001b\ud800]", "\ufffd");
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(nasty, nasty);
        Document page =
                parsed(
                        new Section.Facts(nasty, facts),
                        new Section.Table(nasty, List.of(nasty), List.of(List.of(nasty))),
                        new Section.Curves(nasty, nasty, false, List.of(line(nasty, 1), line("b"))),
                        new Section.Matrix(nasty, List.of(nasty), List.of(List.of(3L))),
                        new Section.Gallery(
                                nasty,
                                List.of(
                                        Picture.of(
                                                new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB),
                                                nasty))),
                        new Section.Text(nasty, nasty));

        assertThat(all(page, "script")).isEmpty();
        assertThat(texts(page, "h2")).containsOnly(shown).hasSize(6);
        assertThat(texts(page, "dd")).containsExactly(shown);
        assertThat(texts(page, "pre")).containsExactly(shown);
        assertThat(texts(page, "figcaption")).containsExactly(shown);
        assertThat(texts(page, "li")).containsExactly(shown, "b");
    }

    @Test
    void aPageNeedsNothingFromElsewhere() throws Exception {
        Document page =
                parsed(
                        new Section.Curves("c", "step", false, List.of(line("a", 1, 2))),
                        new Section.Gallery(
                                "g",
                                List.of(
                                        Picture.of(
                                                new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB),
                                                "p"))));
        for (String name : List.of("link", "script", "iframe", "use", "image", "object")) {
            assertThat(all(page, name)).isEmpty();
        }
        assertThat(all(page, "img"))
                .allSatisfy(
                        image ->
                                assertThat(image.getAttribute("src"))
                                        .startsWith("data:image/png;base64,"));
        assertThat(texts(page, "style").getFirst())
                .doesNotContain("url(")
                .doesNotContain("@import");
        assertThat(all(page, "meta").getLast().getAttribute("content"))
                .isEqualTo("default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    }

    /** The plane lies from (72, 10) to (704, 238). */
    @Test
    void aCurveGoesThroughItsPoints() throws Exception {
        Document page =
                parsed(new Section.Curves("loss", "step", false, List.of(line("a", 0, 50, 100))));

        assertThat(all(page, "polyline").getFirst().getAttribute("points"))
                .isEqualTo("72,238 388,124 704,10");
        assertThat(all(page, "circle")).hasSize(3);
        assertThat(texts(page, "title")).contains("a: 50 at step 1");
        assertThat(texts(page, "text"))
                .containsExactly(
                        "0", "20", "40", "60", "80", "100", "0", "0.5", "1", "1.5", "2", "step");
        // One line needs no legend.
        assertThat(all(page, "ul")).isEmpty();
    }

    @Test
    void aLogarithmicCurveLeavesOutWhatHasNoLogarithm() throws Exception {
        Document page =
                parsed(
                        new Section.Curves(
                                "loss",
                                "step",
                                true,
                                List.of(line("a", 1, 0, -1, 10, Double.NaN, 100))));
        assertThat(all(page, "polyline").getFirst().getAttribute("points"))
                .isEqualTo("72,238 451.2,124 704,10");
        assertThat(texts(parsed(new Section.Curves("c", "step", true, List.of(line("a", 0)))), "p"))
                .contains("There is no value to draw.");
    }

    @Test
    void longCurvesHaveNoMarks() throws Exception {
        double[] many = new double[61];
        Document page =
                parsed(
                        new Section.Curves(
                                "c", "step", false, List.of(line("a", many), line("b", 1))));
        assertThat(all(page, "circle")).hasSize(1);
        assertThat(texts(page, "li")).containsExactly("a", "b");
    }

    @Test
    void aMatrixIsShadedByTheShareOfTheRow() throws Exception {
        Document page =
                parsed(
                        new Section.Matrix(
                                "confusion",
                                List.of("cat", "dog"),
                                List.of(List.of(30L, 10L), List.of(0L, 0L))));
        assertThat(texts(page, "td")).containsExactly("30", "10", "", "");
        assertThat(all(page, "td"))
                .extracting(cell -> cell.getAttribute("style"))
                .containsExactly(
                        "--share:0.750", "--share:0.250", "--share:0.000", "--share:0.000");
        assertThat(all(page, "td").get(1).getAttribute("title"))
                .isEqualTo("cat taken for dog: 10 of 40");
        assertThatThrownBy(() -> new Section.Matrix("m", List.of("a"), List.of(List.of(1L, 2L))))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(
                        "A matrix of counts for 1 classes was given with 1 rows of [2] counts;"
                                + " accepted is a count for each pair of classes.");
    }

    @Test
    void aPictureOfPixelsHasTheirColours() throws IOException {
        NdArray grey = NdArray.of(new float[] {0, 0.5f, 1, 2}, 2, 2, 1);
        BufferedImage image = read(Picture.of(grey, "grey"));
        assertThat(image.getRaster().getSample(1, 0, 0)).isEqualTo(128);
        assertThat(image.getRaster().getSample(0, 1, 0)).isEqualTo(255);
        assertThat(image.getRaster().getSample(1, 1, 0)).isEqualTo(255);

        NdArray red = NdArray.zeros(TensorType.of(DType.U8, 1, 2, 3));
        red.set(3, 200);
        assertThat(read(Picture.of(red, "red")).getRGB(1, 0)).isEqualTo(0xffc80000);
        assertThatThrownBy(() -> Picture.of(NdArray.of(new float[] {1, 2}, 1, 1, 2), "two"))
                .hasMessage(
                        "A picture of f32[1,1,2] was given; accepted are [height, width], and"
                                + " [height, width, channels] with 1 or 3 channels.");
    }

    private static BufferedImage read(Picture picture) throws IOException {
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(picture.png())));
        assertThat(image.getWidth()).isEqualTo(picture.width());
        assertThat(image.getHeight()).isEqualTo(picture.height());
        return image;
    }

    @Test
    void aPageIsReplacedWhole() throws IOException {
        Path file = Files.writeString(directory.resolve("report.html"), "before");
        new HtmlReport("A run", "", List.of()).write(file);
        assertThat(file).content().startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(directory).isDirectoryNotContaining("glob:**.writing");
        assertThatThrownBy(
                        () ->
                                new HtmlReport("A run", "", List.of())
                                        .write(file.resolve("report.html")))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.WRITE_FAILED));
    }
}
