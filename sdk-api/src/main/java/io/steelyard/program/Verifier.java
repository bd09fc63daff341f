package io.steelyard.program;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.TensorType;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a function keeps the promises of {@link Function} and {@link ShapeRules}. What a
 * {@link Recorder} records always does; this is for functions that a pass, a plugin or a file made.
 */
public final class Verifier {
    private final Function function;
    private final Map<Integer, TensorType> defined = new HashMap<>();

    private Verifier(Function function) {
        this.function = function;
    }

    /**
     * Returns when each value is defined once and before its use, result types are those of the
     * shape rules, outputs and writes refer to defined values, names are unique among the inputs,
     * reads, outputs and writes, a state entry is read and written with one type, and the bodies of
     * composites, loops and calls are valid too and touch no state. Throws {@code INVALID_PROGRAM}
     * otherwise.
     */
    public static void verify(Function function) {
        new Verifier(function).check();
    }

    private void check() {
        declare("input", function.inputs());
        declare("state", function.reads());
        for (int index = 0; index < function.nodes().size(); index++) {
            Node node = function.nodes().get(index);
            try {
                check(node);
            } catch (SteelyardException problem) {
                throw invalid(
                        "node " + index + " '" + Printer.print(node) + "': " + problem.getMessage(),
                        problem);
            }
        }
        refer("output", function.outputs());
        refer("write", function.writes());
        checkStateTypes();
    }

    private void declare(String what, List<Binding> bindings) {
        requireUniqueNames(what, bindings);
        for (Binding binding : bindings) {
            try {
                define(binding.value());
            } catch (SteelyardException problem) {
                throw invalid(what + " '" + binding.name() + "': " + problem.getMessage(), problem);
            }
        }
    }

    private void define(Value value) {
        if (value.id() < 0) {
            throw problem("it defines " + value + "; accepted are ids of 0 or more.");
        }
        if (defined.putIfAbsent(value.id(), value.type()) != null) {
            throw problem(
                    "it defines "
                            + value
                            + ", which is defined already; give each value its own id.");
        }
    }

    private void check(Node node) {
        node.operands().forEach(this::requireDefined);
        if (node.op() instanceof Op.Composite composite) {
            checkBody(composite);
        } else if (node.op() instanceof Op.Control control) {
            verify(control.body());
        }
        List<TensorType> results = node.results().stream().map(Value::type).toList();
        List<TensorType> expected =
                ShapeRules.infer(node.op(), node.operands().stream().map(Value::type).toList());
        if (!results.equals(expected)) {
            throw problem(
                    "the results are declared as "
                            + ShapeRules.text(results)
                            + "; its shape rule gives "
                            + ShapeRules.text(expected)
                            + ".");
        }
        node.results().forEach(this::define);
    }

    private static void checkBody(Op.Composite composite) {
        Function body = composite.body();
        if (!body.reads().isEmpty() || !body.writes().isEmpty()) {
            throw problem(
                    "its body reads or writes state; a composite may use nothing but its operands"
                            + " and constants.");
        }
        verify(body);
    }

    private void requireDefined(Value value) {
        TensorType type = defined.get(value.id());
        if (type == null) {
            throw problem(
                    "it uses "
                            + value
                            + ", which is not defined before it; define each value before its"
                            + " first use.");
        }
        if (!type.equals(value.type())) {
            throw problem(
                    "it uses "
                            + value
                            + " as "
                            + value.type()
                            + "; it is defined as "
                            + type
                            + ".");
        }
    }

    private void refer(String what, List<Binding> bindings) {
        requireUniqueNames(what, bindings);
        for (Binding binding : bindings) {
            try {
                requireDefined(binding.value());
            } catch (SteelyardException problem) {
                throw invalid(what + " '" + binding.name() + "': " + problem.getMessage(), problem);
            }
        }
    }

    private void requireUniqueNames(String what, List<Binding> bindings) {
        Set<String> names = new HashSet<>();
        for (Binding binding : bindings) {
            if (!names.add(binding.name())) {
                SteelyardException problem =
                        problem("the name is used twice; give each " + what + " its own name.");
                throw invalid(what + " '" + binding.name() + "': " + problem.getMessage(), problem);
            }
        }
    }

    private void checkStateTypes() {
        Map<String, TensorType> types = new HashMap<>();
        function.reads().forEach(read -> types.put(read.name(), read.value().type()));
        for (Binding write : function.writes()) {
            TensorType read = types.getOrDefault(write.name(), write.value().type());
            if (!read.equals(write.value().type())) {
                SteelyardException problem =
                        problem(
                                "it is read as "
                                        + read
                                        + " and written as "
                                        + write.value().type()
                                        + "; a state entry has one type.");
                throw invalid("state '" + write.name() + "': " + problem.getMessage(), problem);
            }
        }
    }

    private static SteelyardException problem(String sentence) {
        return new SteelyardException(ErrorCode.INVALID_PROGRAM, sentence);
    }

    private SteelyardException invalid(String sentence, SteelyardException cause) {
        return new SteelyardException(
                ErrorCode.INVALID_PROGRAM,
                "Function '" + function.name() + "' is not valid: " + sentence,
                cause);
    }
}
