package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;

import java.util.Map;

/**
 * Losses of pairs and triplets on the oracle against PyTorch 1.13 in float64, gradients included.
 * The numbers are those of {@link Golden#values}.
 */
final class StructuredLossesTest {
    @Test
    void cosineDistanceIsThatOfPyTorch() {
        LossRun.check(
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
        LossRun.check(
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
        LossRun.check(
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
        LossRun.check(
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
        LossRun.check(
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
    }
}
