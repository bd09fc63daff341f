package io.steelyard.testkit;

import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Programs of up to thirty operations, made from lists of decisions: chains of every primitive in
 * one dtype, in which values are used several times. Functions keep clear of their singularities,
 * and what jumps is only done to values that are exact, so that the error bound stays tight.
 */
final class RandomPrograms {
    /** How many the kit runs. */
    static final int COUNT = 120;

    private static final int MOST_DECISIONS = 160;
    private static final int LARGEST_DECISION = 9_999;
    private static final int MOST_STEPS = 30;

    /** Each step of a narrow dtype loses so much that a bound over more of them says nothing. */
    private static final int MOST_NARROW_STEPS = 6;

    private static final long LARGEST = 20_000;

    private final Choices choices;
    private final RandomStep step;
    private final boolean joins;
    private final List<Tensor> pool = new ArrayList<>();

    private RandomPrograms(Choices choices, List<Tensor> inputs) {
        this.choices = choices;
        // Without it a program that fails can be made so small that it is read at a glance.
        joins = choices.next(4) > 0;
        pool.addAll(inputs);
        DType dtype = inputs.getFirst().dtype();
        RandomMovement movement = new RandomMovement(choices);
        List<Tensor> exact = List.copyOf(inputs);
        step =
                dtype.isFloating()
                        ? new RandomFloats(choices, movement, exact)
                        : dtype == DType.BOOL
                                ? new RandomLogic(choices, movement)
                                : new RandomIntegers(choices, movement);
    }

    /** Those of the kit, the same on every call. */
    static Stream<OpCase> all(Set<DType> dtypes) {
        return IntStream.range(0, COUNT)
                .mapToObj(seed -> program("seed " + seed, new Choices(decisions(seed)), dtypes));
    }

    /** Of any length, as short programs fail in other ways than long ones. */
    static List<Integer> decisions(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = random.nextInt(MOST_DECISIONS + 1);
        return random.ints(size, 0, LARGEST_DECISION + 1).boxed().toList();
    }

    /**
     * The program that comes of decisions.
     *
     * @param dtypes those that it may be in
     */
    static OpCase program(String name, Choices choices, Set<DType> dtypes) {
        DType dtype = choices.of(dtypes.stream().sorted().toList());
        // Every sixth program takes several blocks and threads.
        long scale = choices.next(6) == 5 ? 7 : 1;
        long a = scale * choices.between(1, 8);
        long b = scale * choices.between(1, 34);
        long c = choices.between(1, 18);
        NdArray[] inputs = {
            CaseData.array(dtype, 1, a, b),
            CaseData.array(dtype, 2, b, c),
            CaseData.array(dtype, 3, b),
            CaseData.array(dtype, 4),
            CaseData.array(dtype, 5, 2, a, b),
        };
        boolean narrow = dtype == DType.F16 || dtype == DType.BF16;
        return OpCase.program(
                "random program",
                name,
                Tolerance.BOUND,
                tensors ->
                        new RandomPrograms(choices, tensors)
                                .record(narrow ? MOST_NARROW_STEPS : MOST_STEPS),
                inputs);
    }

    private List<Tensor> record(int most) {
        for (int count = 0; count < most && !choices.isAtEnd(); count++) {
            Tensor next = step.apply(choices.of(pool), pool);
            if (next.shape().elements() <= LARGEST) {
                pool.add(next);
            }
        }
        // The last one, and one that others may use too.
        List<Tensor> results = new ArrayList<>(List.of(pool.getLast(), choices.of(pool)));
        if (joins) {
            results.add(step.joined(pool));
        }
        return results;
    }
}
