package io.steelyard.reference.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steelyard.reference.internal.kernel.FloatLanes;
import io.steelyard.reference.internal.kernel.VectorElement;
import io.steelyard.reference.internal.kernel.VectorKernel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
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
        return elements(arena, VectorElement.FLOAT, seed);
    }

    private static MemorySegment elements(Arena arena, VectorElement element, long seed) {
        Random random = new Random(seed);
        MemorySegment elements = arena.allocate((long) COUNT * element.bytes(), 64);
        for (int i = 0; i < COUNT; i++) {
            switch (element) {
                case BOOL -> elements.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(2));
                case FLOAT -> elements.setAtIndex(ValueLayout.JAVA_FLOAT, i, number(random));
            }
        }
        return elements;
    }

    private static float number(Random random) {
        return random.nextInt(5) == 0
                ? SPECIAL[random.nextInt(SPECIAL.length)]
                : (float) (random.nextGaussian() * random.nextInt(1, 50));
    }

    /** The bits, in which all NaNs are one: which of the many is no promise. */
    private static int[] bits(MemorySegment numbers) {
        float[] values = numbers.toArray(ValueLayout.JAVA_FLOAT);
        return IntStream.range(0, COUNT).map(i -> Float.floatToIntBits(values[i])).toArray();
    }

    private static Chain alone(VectorKernel kernel) {
        List<Chain.Input> inputs = new ArrayList<>();
        List<Integer> operands = new ArrayList<>();
        for (VectorElement operand : kernel.operands()) {
            operands.add(inputs.size());
            inputs.add(new Chain.Input(inputs.size(), operand, false));
        }
        return new Chain(
                inputs,
                List.of(new Chain.Operation(kernel, operands)),
                List.of(new Chain.Result(inputs.size(), inputs.size())));
    }

    @ParameterizedTest
    @EnumSource
    void eachFunctionGivesTheBitsOfItsKernel(VectorKernel kernel) {
        assumeTrue(kernel.isAvailable(), "this machine has no vectors of as many bytes as floats");
        Chain chain = alone(kernel);
        ChainKernel generated = ReadyKernels.define(chain);
        try (Arena arena = Arena.ofConfined()) {
            List<MemorySegment> inputs = new ArrayList<>();
            for (VectorElement operand : kernel.operands()) {
                inputs.add(elements(arena, operand, inputs.size()));
            }
            MemorySegment expected = elements(arena, kernel.result(), 3);
            MemorySegment given = elements(arena, kernel.result(), 4);
            long[] at = inputs.stream().mapToLong(MemorySegment::address).toArray();
            kernel.run(expected.address(), at[0], at[1 % at.length], at[2 % at.length], COUNT);
            long[] slots = Arrays.copyOf(at, at.length + 1);
            slots[at.length] = given.address();
            generated.run(slots, COUNT * (long) Float.BYTES);
            requireSame(kernel.result(), given, expected);
            for (int run = 0; run < MORE_THAN_INTERPRETED; run++) {
                generated.run(slots, COUNT * (long) Float.BYTES);
            }
            requireSame(kernel.result(), given, expected);
        }
    }

    private static void requireSame(
            VectorElement element, MemorySegment given, MemorySegment expected) {
        switch (element) {
            case FLOAT -> assertThat(bits(given)).isEqualTo(bits(expected));
            case BOOL -> assertThat(given.mismatch(expected)).isEqualTo(-1);
        }
    }

    @Test
    void aResultMayTakeThePlaceOfAnInputAndAnInputMayBeTheSameAllOver() {
        // x = x * s + y; y = x * s, of the x that was.
        Chain chain =
                new Chain(
                        List.of(
                                new Chain.Input(0, VectorElement.FLOAT, false),
                                new Chain.Input(1, VectorElement.FLOAT, true),
                                new Chain.Input(2, VectorElement.FLOAT, false)),
                        List.of(
                                new Chain.Operation(VectorKernel.MUL, List.of(0, 1)),
                                new Chain.Operation(VectorKernel.ADD, List.of(3, 2))),
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
        GeneratedKernel kernel = ReadyKernels.of(alone(VectorKernel.ADD));
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
        assertThat(KernelGenerator.kernel(alone(VectorKernel.ADD)))
                .isSameAs(KernelGenerator.kernel(alone(VectorKernel.ADD)))
                .isNotSameAs(KernelGenerator.kernel(alone(VectorKernel.SUB)));
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
