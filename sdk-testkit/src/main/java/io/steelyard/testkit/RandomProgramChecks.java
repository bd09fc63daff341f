package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;

import org.junit.jupiter.api.DynamicTest;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The property that a backend computes what the oracle does, of programs that nobody wrote. Where
 * one fails, a smaller one is shown that fails as well. Programs in which a declared deviation
 * occurs are left out, as they may be right or wrong.
 */
final class RandomProgramChecks {
    private final Backend backend;
    private final List<Deviation> deviations;
    private final Set<DType> dtypes;

    RandomProgramChecks(Backend backend, List<Deviation> deviations) {
        this.backend = backend;
        this.deviations = List.copyOf(deviations);
        dtypes = backend.capabilities().dtypes();
    }

    Stream<DynamicTest> tests() {
        return IntStream.range(0, RandomPrograms.COUNT)
                .filter(seed -> !deviates(first(seed).function()))
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> check(seed)));
    }

    private OpCase first(int seed) {
        return program(seed, new Choices(RandomPrograms.decisions(seed)));
    }

    private boolean deviates(Function function) {
        return function.nodes().stream().anyMatch(this::deviates);
    }

    private boolean deviates(Node node) {
        return deviations.stream().anyMatch(deviation -> isOf(node, deviation))
                || node.op() instanceof Op.Control control && deviates(control.body())
                || node.op() instanceof Op.Composite composite && deviates(composite.body());
    }

    private static boolean isOf(Node node, Deviation deviation) {
        return OpCase.subject(node.op()).equals(deviation.subject())
                && Stream.of(node.operands(), node.results())
                        .flatMap(List::stream)
                        .anyMatch(value -> value.type().dtype() == deviation.dtype());
    }

    private void check(int seed) {
        failure(seed, RandomPrograms.decisions(seed))
                .ifPresent(
                        first -> {
                            throw shown(
                                    seed,
                                    Shrinking.smallest(first, smaller -> failure(seed, smaller)));
                        });
    }

    /** What the backend does wrong; errors in making the program are thrown. */
    private Optional<Shrinking.Failure> failure(int seed, List<Integer> decisions) {
        Choices choices = new Choices(decisions);
        OpCase program = program(seed, choices);
        if (deviates(program.function())) {
            return Optional.empty();
        }
        try {
            CaseRunner.check(backend, program, Subnormals.flushed(deviations));
            return Optional.empty();
        } catch (AssertionError | RuntimeException problem) {
            return Optional.of(new Shrinking.Failure(choices.made(), problem));
        }
    }

    private OpCase program(int seed, Choices choices) {
        return RandomPrograms.program("seed " + seed, choices, dtypes);
    }

    private AssertionError shown(int seed, Shrinking.Failure smallest) {
        return new AssertionError(
                "The smallest program found that fails, of the decisions "
                        + smallest.decisions()
                        + ":\n"
                        + program(seed, new Choices(smallest.decisions())).function()
                        + "\n"
                        + smallest.problem().getMessage(),
                smallest.problem());
    }
}
