package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.autodiff.Gradients;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.GradientCheck;
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Losses of pairs, triplets and alignments on the oracle against PyTorch 1.13 in float64, gradients
 * included, and against central differences. The numbers are those of {@link Golden#values}.
 */
final class StructuredLossesTest {
    /** PyTorch's figures have nine digits; constants of a program are rounded to F32. */
    private static final double TOLERANCE = 1e-7;

    private static void check(
            Loss loss,
            NdArray predictions,
            Map<String, NdArray> targets,
            double value,
            double... gradient) {
        List<String> names = targets.keySet().stream().sorted().toList();
        List<NdArray> inputs = new ArrayList<>(List.of(predictions));
        names.forEach(name -> inputs.add(targets.get(name)));
        List<double[]> results =
                OracleRun.of(
                        inputs,
                        tensors -> {
                            Map<String, Tensor> given = new HashMap<>();
                            for (int i = 0; i < names.size(); i++) {
                                given.put(names.get(i), tensors.get(i + 1));
                            }
                            Tensor x = tensors.getFirst();
                            Tensor result = loss.compute(x, new Targets(given));
                            return List.of(result, Gradients.of(result, List.of(x)).getFirst());
                        });
        assertThat(results.getFirst()[0]).isCloseTo(value, within(TOLERANCE * 10));
        assertThat(results.get(1)).containsExactly(gradient, within(TOLERANCE * 10));
        GradientCheck.check(LossRun.gradients(loss.toString(), loss, predictions, targets, false));
    }

    @Test
    void cosineDistanceIsThatOfPyTorch() {
        check(
                new CosineDistance(),
                Golden.values(1, 3, 4),
                Map.of(Targets.VALUES, Golden.values(2, 3, 4)),
                1.07019237,
                0.0868458724,
                0.154065559,
                0.221285245,
                0.288504932,
                -0.132716382,
                -0.0487259007,
                -0.134799509,
                -0.0508090277,
                0.0567535079,
                0.165654886,
                0.274556264,
                -0.181147201);
    }

    @Test
    void cosineEmbeddingIsThatOfPyTorch() {
        check(
                new CosineEmbedding(-0.5f),
                Golden.values(1, 3, 2, 4),
                Map.of(Targets.LABELS, NdArray.of(new int[] {1, 0, 0}, 3)),
                0.716680173,
                -0.0832491815,
                0.160569159,
                -0.241304621,
                0.00251371986,
                -0.113043148,
                0.0227057027,
                -0.0910859423,
                0.0446629082,
                0.307381411,
                0.197816017,
                0.088250624,
                -0.0213147694,
                0.0760675188,
                -0.0272111449,
                -0.130489809,
                -0.233768472,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    @Test
    void tripletMarginIsThatOfPyTorch() {
        check(
                new TripletMargin(),
                Golden.values(3, 3, 3, 4),
                Map.of(),
                1.29366741,
                -0.225477145,
                -0.225477145,
                0.158031752,
                0.139893175,
                0.143758008,
                0.143758008,
                0.143758008,
                -0.221612312,
                0.0817191369,
                0.0817191369,
                -0.30178976,
                0.0817191369,
                -0.248385804,
                -0.248385804,
                -0.248385804,
                0.135123093,
                0.166666667,
                0.166666667,
                0.166666667,
                0.166666667,
                0.0817191369,
                0.0817191369,
                0.0817191369,
                -0.30178976,
                0.0549456452,
                -0.310424674,
                -0.310424674,
                -0.310424674,
                -0.221612312,
                0.143758008,
                0.143758008,
                0.143758008,
                0.166666667,
                0.166666667,
                0.166666667,
                0.166666667);
    }

    /** Two cross-entropies of the matrix of cosines over 0.25. */
    @Test
    void infoNceIsThatOfPyTorch() {
        check(
                new InfoNce(0.25f, true),
                Golden.values(1, 3, 2, 4),
                Map.of(),
                4.58562724,
                -0.234045373,
                0.805472711,
                -0.711919464,
                0.32759862,
                -0.538322996,
                -0.17014864,
                -1.02132055,
                0.630512112,
                -0.650622569,
                -0.44223701,
                -0.169278886,
                0.0391066731,
                -0.173452227,
                0.0608777717,
                0.295207771,
                0.570661216,
                -0.983635726,
                -0.596745366,
                1.0738033,
                0.407687799,
                -0.637794736,
                0.190356774,
                1.01850828,
                -0.976569515);
        check(
                new InfoNce(0.25f, false),
                Golden.values(1, 3, 2, 4),
                Map.of(),
                4.48743553,
                -0.300394275,
                0.699364646,
                -0.882075778,
                0.117683143,
                -0.540841243,
                -0.157271703,
                -1.01359307,
                0.639905382,
                -0.252928783,
                -0.170645879,
                -0.0667550075,
                0.0155278968,
                -0.216542294,
                0.075312737,
                0.367167768,
                0.734564018,
                -0.951567818,
                -0.582791403,
                1.05591393,
                0.408583248,
                -0.844495563,
                -0.0912613198,
                0.661972923,
                -1.34615197);
    }

    /** With a label that repeats, padding, and an input shorter than the others. */
    @Test
    void ctcIsThatOfPyTorch() {
        check(
                new Ctc(),
                Golden.values(4, 3, 5, 4),
                alignment(5, 4, 3),
                2.51117292,
                -0.00612495364,
                -0.0825274881,
                0.0509003329,
                0.0377521089,
                0.0221357638,
                -0.00260192826,
                -0.0363253412,
                0.0167915056,
                -0.0073467145,
                0.0305244924,
                -0.0399692836,
                0.0167915056,
                -0.0603409037,
                0.0157888293,
                -0.0177721109,
                0.0623241853,
                0.0221357638,
                0.0305244924,
                -0.0694517619,
                0.0167915056,
                -0.135039631,
                0.134425908,
                0.0997019316,
                -0.0990882084,
                -0.0903169212,
                0.0915734773,
                0.0679188463,
                -0.0691754024,
                -0.0903169212,
                0.0915734773,
                0.0679188463,
                -0.0691754024,
                -0.0964343235,
                0.0473664878,
                0.0351311024,
                0.0139367333,
                0,
                0,
                0,
                0,
                0.0126289399,
                -0.0994537128,
                0.0498509658,
                0.0369738071,
                -0.10493342,
                0.0457867387,
                0.0339594232,
                0.0251872585,
                0.0617332464,
                -0.120879928,
                0.0339594232,
                0.0251872585,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    @Test
    void ctcOfAnotherBlankAndOfNoLabels() {
        check(
                new Ctc(2, false),
                Golden.values(5, 2, 4, 3),
                Map.of(
                        Targets.LABELS,
                        NdArray.of(new int[] {0, 1, -1, -1}, 2, 2),
                        Ctc.LABEL_LENGTHS,
                        NdArray.of(new int[] {2, 0}, 2),
                        Ctc.INPUT_LENGTHS,
                        NdArray.of(new int[] {4, 4}, 2)),
                2.15780026,
                -0.0883806811,
                0.080907072,
                0.00747360911,
                -0.0334336322,
                0.0224024785,
                0.0110311537,
                0.0123622965,
                -0.0407999054,
                0.0284376089,
                0.109085215,
                -0.0825025194,
                -0.0265826951,
                0.0878881919,
                0.0651855185,
                -0.15307371,
                0.218170429,
                0.161814144,
                -0.379984573,
                0.0878881919,
                0.0651855185,
                -0.15307371,
                0.218170429,
                0.161814144,
                -0.379984573);
    }

    /** The first and the last sequence repeat a label and have no room for the blank between. */
    @Test
    void ctcOfSequencesThatDoNotFit() {
        NdArray predictions = Golden.values(4, 3, 5, 4);
        assertThat(LossRun.value(new Ctc(), predictions, alignment(3, 4, 2)))
                .isEqualTo(Double.POSITIVE_INFINITY);
        check(
                new Ctc(0, true),
                predictions,
                alignment(3, 4, 2),
                1.25509836,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                -0.135039631,
                0.134425908,
                0.0997019316,
                -0.0990882084,
                -0.0903169212,
                0.0915734773,
                0.0679188463,
                -0.0691754024,
                -0.0903169212,
                0.0915734773,
                0.0679188463,
                -0.0691754024,
                -0.0964343235,
                0.0473664878,
                0.0351311024,
                0.0139367333,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    private static Map<String, NdArray> alignment(int... inputLengths) {
        return Map.of(
                Targets.LABELS,
                NdArray.of(new int[] {1, 2, 2, 3, -1, -1, 1, 1, -1}, 3, 3),
                Ctc.LABEL_LENGTHS,
                NdArray.of(new int[] {3, 1, 2}, 3),
                Ctc.INPUT_LENGTHS,
                NdArray.of(inputLengths, 3));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        NdArray pairs = Golden.values(1, 3, 2, 4);
        assertThatThrownBy(() -> LossRun.value(new TripletMargin(), pairs, Map.of()))
                .hasMessage(
                        "TripletMargin was given predictions f32[3,2,4]; accepted are [batch, 3,"
                                + " channels].");
        assertThatThrownBy(() -> new TripletMargin(0))
                .hasMessage(
                        "TripletMargin was given the margin 0.0; accepted are finite numbers above"
                                + " 0.");
        assertThatThrownBy(() -> new InfoNce(-1, true))
                .hasMessageContaining("the temperature -1.0");
        assertThatThrownBy(() -> new CosineEmbedding(2)).hasMessageContaining("the margin 2.0");
        assertThatThrownBy(
                        () ->
                                LossRun.value(
                                        new Ctc(9, false),
                                        Golden.values(4, 3, 5, 4),
                                        alignment(5, 4, 3)))
                .hasMessageContaining("Ctc with the blank 9 was given predictions f32[3,5,4]")
                .hasMessageContaining("the blank among the classes");
    }
}
