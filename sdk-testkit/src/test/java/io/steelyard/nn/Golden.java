package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.autodiff.Gradients;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Scope;
import io.steelyard.model.Variable;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleRun;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What PyTorch 1.13 computes in float64 for small layers, with all gradients: {@code golden.txt}
 * among the test resources, written by {@code golden.py} beside it.
 */
final class Golden {
    /** PyTorch's figures have nine digits; constants of a program are rounded to F32. */
    private static final double TOLERANCE = 2e-7;

    private static final Map<String, double[]> FIGURES = read();

    private Golden() {}

    /** A layer with any number of inputs and outputs. */
    @FunctionalInterface
    interface Body {
        List<Tensor> record(Scope scope, List<Tensor> inputs);
    }

    private static Map<String, double[]> read() {
        try (InputStream stream = Golden.class.getResourceAsStream("golden.txt")) {
            byte[] bytes = Objects.requireNonNull(stream, "golden.txt").readAllBytes();
            Map<String, double[]> figures = new HashMap<>();
            new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(
                            line -> {
                                int colon = line.indexOf(':');
                                String[] numbers = line.substring(colon + 1).strip().split(" ");
                                figures.put(
                                        line.substring(0, colon),
                                        Arrays.stream(numbers)
                                                .mapToDouble(Double::parseDouble)
                                                .toArray());
                            });
            return figures;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** PyTorch's figures of a tensor. */
    static double[] of(String name) {
        return Objects.requireNonNull(FIGURES.get(name), name);
    }

    /** The numbers that {@code values} of golden.py gives; they are exact in F32. */
    static NdArray values(long seed, long... sizes) {
        NdArray array = NdArray.zeros(TensorType.of(DType.F32, sizes));
        for (long i = 0; i < array.type().elements(); i++) {
            array.set(i, ((i * 7919 + seed * 104_729) % 1009 - 504) / 512.0);
        }
        return array;
    }

    private static NdArray values(long seed, Shape shape) {
        return values(seed, shape.toArray());
    }

    /** Holds a layer in training, on the oracle, to the figures of a case, gradients included. */
    static void check(String name, Body body, NdArray... inputs) {
        check(name, Mode.TRAINING, body, Map.of(), inputs);
    }

    /**
     * Holds a layer on the oracle to the figures of a case: its outputs, and the gradients of its
     * float inputs and of its parameters. The parameters have the values of seeds 10, 11, .. in the
     * order of their declaration.
     *
     * @param state contents of other variables
     * @return what the layer writes into its state
     */
    static Map<String, NdArray> check(
            String name, Mode mode, Body body, Map<String, NdArray> state, NdArray... inputs) {
        Recording recording = new Recording(name, mode, 0);
        List<Tensor> tensors = new ArrayList<>();
        for (NdArray input : inputs) {
            tensors.add(recording.recorder().input("input" + tensors.size(), input.type()));
        }
        List<Tensor> outputs = body.record(recording.root(), tensors);
        List<Tensor> cotangents = new ArrayList<>();
        Map<String, Tensor> wrt = new LinkedHashMap<>();
        for (Tensor output : outputs) {
            cotangents.add(
                    recording.recorder().constant(values(50 + cotangents.size(), output.shape())));
        }
        for (int i = 0; i < inputs.length; i++) {
            if (tensors.get(i).dtype().isFloating()) {
                wrt.put("input" + i, tensors.get(i));
            }
        }
        Map<String, NdArray> contents = new HashMap<>(state);
        int parameters = 0;
        for (Variable variable : recording.variables()) {
            if (variable.kind() == Variable.Kind.PARAMETER) {
                contents.put(variable.path(), values(10 + parameters++, variable.type().shape()));
                wrt.put(
                        variable.path(),
                        recording.recorder().state(variable.path(), variable.type()));
            }
        }
        List<Tensor> gradients = Gradients.of(outputs, cotangents, List.copyOf(wrt.values()));
        Map<String, Tensor> results = new LinkedHashMap<>();
        outputs.forEach(output -> results.put("output" + results.size(), output));
        wrt.keySet().forEach(of -> results.put(of, gradients.get(results.size() - outputs.size())));
        Function function = recording.finish(results);
        List<double[]> actual = OracleRun.of(function, contents, List.of(inputs));
        int next = 0;
        for (String result : results.keySet()) {
            assertClose(name + "/" + result, actual.get(next++));
        }
        return OracleRun.writes(function, contents, List.of(inputs));
    }

    /** Holds numbers to the figures of a tensor. */
    static void assertClose(String name, double[] actual) {
        double[] expected = of(name);
        assertThat(actual).as(name).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as("%s at %s", name, i)
                    .isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
