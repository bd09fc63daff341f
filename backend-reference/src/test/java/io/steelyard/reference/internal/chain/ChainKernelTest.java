package io.steelyard.reference.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.reference.internal.kernel.FloatKernel;
import io.steelyard.reference.internal.kernel.FloatLanes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Generated kernels give the bits of the kernels that compute one operation each. */
final class ChainKernelTest {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        1f
    };

    /** More runs than the JVM waits for before it compiles. */
    private static final int MORE_THAN_INTERPRETED = 3_000;

    private static final int COUNT = 40 * FloatLanes.LANES;

    private static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.FloatVector");

    private static MemorySegment numbers(Arena arena, long seed) {
        Random random = new Random(seed);
        MemorySegment numbers = arena.allocate((long) COUNT * Float.BYTES, 64);
        for (int i = 0; i < COUNT; i++) {
            float number =
                    random.nextInt(5) == 0
                            ? SPECIAL[random.nextInt(SPECIAL.length)]
                            : (float) (random.nextGaussian() * random.nextInt(1, 50));
            numbers.setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
        }
        return numbers;
    }

    /** The bits, in which all NaNs are one: which of the many is no promise. */
    private static int[] bits(MemorySegment numbers) {
        float[] values = numbers.toArray(ValueLayout.JAVA_FLOAT);
        return IntStream.range(0, COUNT).map(i -> Float.floatToIntBits(values[i])).toArray();
    }

    private static Chain alone(FloatKernel kernel) {
        return new Chain(
                List.of(new Chain.Input(0, false), new Chain.Input(1, false)),
                List.of(new Chain.Operation(kernel, List.of(0, 1).subList(0, kernel.operands()))),
                List.of(new Chain.Result(2, 2)));
    }

    @ParameterizedTest
    @EnumSource
    void eachFunctionGivesTheBitsOfItsKernel(FloatKernel kernel) {
        Chain chain = alone(kernel);
        ChainKernel generated = ReadyKernels.define(chain);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment left = numbers(arena, 1);
            MemorySegment right = numbers(arena, 2);
            MemorySegment expected = numbers(arena, 3);
            MemorySegment given = numbers(arena, 4);
            kernel.run(expected.address(), left.address(), right.address(), left.address(), COUNT);
            long[] slots = {left.address(), right.address(), given.address()};
            generated.run(slots, given.byteSize());
            assertThat(bits(given)).isEqualTo(bits(expected));
            for (int run = 0; run < MORE_THAN_INTERPRETED; run++) {
                generated.run(slots, given.byteSize());
            }
            assertThat(bits(given)).as("compiled").isEqualTo(bits(expected));
        }
    }

    @Test
    void aResultMayTakeThePlaceOfAnInputAndAnInputMayBeTheSameAllOver() {
        // x = x * s + y; y = x * s, of the x that was.
        Chain chain =
                new Chain(
                        List.of(
                                new Chain.Input(0, false),
                                new Chain.Input(1, true),
                                new Chain.Input(2, false)),
                        List.of(
                                new Chain.Operation(FloatKernel.MUL, List.of(0, 1)),
                                new Chain.Operation(FloatKernel.ADD, List.of(3, 2))),
                        List.of(new Chain.Result(4, 0), new Chain.Result(3, 2)));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = numbers(arena, 1);
            MemorySegment y = numbers(arena, 2);
            MemorySegment s = numbers(arena, 3);
            float factor = 0.75f;
            for (int i = 0; i < COUNT; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
                y.setAtIndex(ValueLayout.JAVA_FLOAT, i, 3 - i);
                s.setAtIndex(ValueLayout.JAVA_FLOAT, i, i < FloatLanes.LANES ? factor : i);
            }
            float[] oldX = x.toArray(ValueLayout.JAVA_FLOAT);
            float[] oldY = y.toArray(ValueLayout.JAVA_FLOAT);
            ReadyKernels.define(chain)
                    .run(new long[] {x.address(), s.address(), y.address()}, x.byteSize());
            for (int i = 0; i < COUNT; i++) {
                assertThat(x.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                        .isEqualTo(oldX[i] * factor + oldY[i]);
                assertThat(y.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(oldX[i] * factor);
            }
        }
    }

    @Test
    void elementsThatFillNoVectorAreLeft() {
        GeneratedKernel kernel = ReadyKernels.of(alone(FloatKernel.ADD));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment left = numbers(arena, 1);
            MemorySegment right = numbers(arena, 2);
            MemorySegment given = numbers(arena, 3);
            int[] before = bits(given);
            long[] slots = {left.address(), right.address(), given.address()};
            assertThat(kernel.run(slots, FloatLanes.LANES - 1)).isZero();
            assertThat(bits(given)).isEqualTo(before);
            assertThat(kernel.run(slots, 2 * FloatLanes.LANES + 1)).isEqualTo(2 * FloatLanes.LANES);
            assertThat(bits(given)[2 * FloatLanes.LANES]).isEqualTo(before[2 * FloatLanes.LANES]);
            assertThat(bits(given)[0]).isNotEqualTo(before[0]);
        }
    }

    @Test
    void equalChainsHaveOneKernel() {
        assertThat(KernelGenerator.kernel(alone(FloatKernel.ADD)))
                .isSameAs(KernelGenerator.kernel(alone(FloatKernel.ADD)))
                .isNotSameAs(KernelGenerator.kernel(alone(FloatKernel.SUB)));
    }

    @Test
    void aFunctionThatIsNotThereIsNamed() throws Exception {
        FunctionCode functions = FunctionCode.read();
        assertThatThrownBy(() -> write(functions, "sine", MethodTypeDesc.of(VECTOR, VECTOR)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no function sine");
    }

    @Test
    void aFunctionWithBranchesIsRefused() throws Exception {
        FunctionCode functions = FunctionCode.read();
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor("(JJJ)" + VECTOR.descriptorString());
        assertThatThrownBy(() -> write(functions, "load", type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("load has branches");
    }

    private static void write(FunctionCode functions, String name, MethodTypeDesc type) {
        ClassFile.of()
                .build(
                        ClassDesc.of("Refused"),
                        built ->
                                built.withMethodBody(
                                        "run",
                                        type,
                                        ClassFile.ACC_STATIC,
                                        code -> functions.write(code, name, type)));
    }
}
