package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;

import java.util.Map;

/**
 * Connectionist temporal classification on the oracle against PyTorch 1.13 in float64, gradients
 * included. The numbers are those of {@link Golden#values}.
 */
final class CtcTest {
    private static Map<String, NdArray> alignment(int... inputLengths) {
        return Map.of(
                Targets.LABELS,
                NdArray.of(new int[] {1, 2, 2, 3, -1, -1, 1, 1, -1}, 3, 3),
                Ctc.LABEL_LENGTHS,
                NdArray.of(new int[] {3, 1, 2}, 3),
                Ctc.INPUT_LENGTHS,
                NdArray.of(inputLengths, 3));
    }

    /** With a label that repeats, padding, and an input shorter than the others. */
    @Test
    void ctcIsThatOfPyTorch() {
        LossRun.check(
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
        LossRun.check(
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
        LossRun.check(
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

    @Test
    void aBlankThatIsNoClassIsRefused() {
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
