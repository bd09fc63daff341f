package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds a composite on a backend to the oracle: whole and expanded, forward and backward. */
final class CompositeChecks {
    private final Backend backend;
    private final Set<DType> flushed;
    private final Consumer<Function> passed;

    /**
     * @param flushed dtypes of which subnormal numbers may count as 0
     * @param passed is told each function that computes what it should, with its composites whole
     *     or expanded
     */
    CompositeChecks(Backend backend, Set<DType> flushed, Consumer<Function> passed) {
        this.backend = backend;
        this.flushed = flushed;
        this.passed = passed;
    }

    Stream<DynamicNode> tests(List<CompositeCase> cases) {
        DynamicTest declared =
                DynamicTest.dynamicTest(
                        "each composite that is taken whole has cases",
                        () ->
                                assertThat(names(cases))
                                        .containsAll(backend.capabilities().composites()));
        return Stream.concat(
                Stream.of(declared),
                cases.stream()
                        .map(one -> DynamicContainer.dynamicContainer(one.toString(), tests(one))));
    }

    /** Of every composite that the cases run, gradients included. */
    static Set<String> names(List<CompositeCase> cases) {
        return cases.stream()
                .flatMap(one -> one.rules().stream())
                .map(CompositeRule::name)
                .collect(Collectors.toSet());
    }

    private List<DynamicTest> tests(CompositeCase one) {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(test(one, "whole", one::whole, one.inputs()));
        tests.add(test(one, "expanded", () -> CompositeCase.expanded(one.whole()), one.inputs()));
        if (one.differentiable()) {
            List<NdArray> inputs = one.gradientInputs();
            tests.add(test(one, "gradient", one::gradient, inputs));
            tests.add(
                    test(
                            one,
                            "gradient, expanded",
                            () -> CompositeCase.expanded(one.gradient()),
                            inputs));
        }
        return tests;
    }

    private DynamicTest test(
            CompositeCase one, String name, Supplier<Function> function, List<NdArray> inputs) {
        return DynamicTest.dynamicTest(
                one.rule().name() + " " + name,
                () -> {
                    OpCase opCase = one.backendCase(function.get(), inputs);
                    CaseRunner.check(backend, opCase, flushed);
                    passed.accept(opCase.function());
                });
    }
}
