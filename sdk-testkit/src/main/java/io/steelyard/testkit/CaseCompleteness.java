package io.steelyard.testkit;

import io.steelyard.error.SteelyardException;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.ShapeRules;
import io.steelyard.program.Value;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.opset.Constraint;
import io.steelyard.testkit.opset.OpSpecification;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says which cases are missing: each primitive of the sealed interface, and each kind of it, needs
 * a value case for every dtype that its shape rule takes, a misfit for every constraint of its
 * specification, and a gradient case where it takes a float. A case counts for the operation that
 * is its subject, so that none is covered by the way.
 */
public final class CaseCompleteness {
    private final List<OpCase> values;
    private final List<ErrorCase> misfits;
    private final List<GradientCase> gradients;
    private final List<String> gaps = new ArrayList<>();

    private CaseCompleteness(
            List<OpCase> values, List<ErrorCase> misfits, List<GradientCase> gradients) {
        this.values = values;
        this.misfits = misfits;
        this.gradients = gradients;
    }

    /** What is missing, a line each: {@code "top_k: no value case of f64"}. */
    public static List<String> gaps(
            List<OpCase> values, List<ErrorCase> misfits, List<GradientCase> gradients) {
        CaseCompleteness completeness = new CaseCompleteness(values, misfits, gradients);
        completeness.check();
        return List.copyOf(completeness.gaps);
    }

    private void check() {
        Map<Object, Node> examples = examples();
        Map<String, Set<DType>> covered =
                values.stream()
                        .filter(CaseCompleteness::runsItsSubject)
                        .collect(
                                Collectors.groupingBy(
                                        OpCase::subject,
                                        Collectors.mapping(OpCase::dtype, Collectors.toSet())));
        Set<String> differentiated =
                gradients.stream().map(GradientCase::subject).collect(Collectors.toSet());
        for (Object primitive : primitives()) {
            Node example = examples.get(primitive);
            if (example == null) {
                gaps.add(primitive + ": no example");
                continue;
            }
            String subject = OpCase.subject(example.op());
            Set<DType> dtypes = new TreeSet<>(dtypes(example));
            dtypes.removeAll(covered.getOrDefault(subject, Set.of()));
            dtypes.forEach(dtype -> gaps.add(subject + ": no value case of " + dtype.text()));
            if (takesFloats(example) && !differentiated.contains(subject)) {
                gaps.add(subject + ": no gradient case");
            }
        }
        examples.values().stream()
                .collect(
                        Collectors.toMap(
                                node -> node.op().getClass(),
                                Node::op,
                                (first, _) -> first,
                                LinkedHashMap::new))
                .values()
                .forEach(this::checkMisfits);
    }

    private void checkMisfits(Op op) {
        List<ErrorCase> own =
                misfits.stream().filter(misfit -> misfit.op().getClass() == op.getClass()).toList();
        String name = op.getClass().getSimpleName();
        // A constant has neither operands nor attributes that could be wrong.
        if (own.isEmpty() && !(op instanceof Op.Constant)) {
            gaps.add(name + ": no misfit");
        }
        for (Constraint constraint : OpSpecification.of(op).signature().constraints()) {
            if (own.stream().noneMatch(misfit -> misfit.label().equals(constraint.label()))) {
                gaps.add(name + ": no misfit for " + constraint.label());
            }
        }
    }

    private static boolean runsItsSubject(OpCase opCase) {
        return opCase.function().nodes().stream()
                .anyMatch(node -> OpCase.subject(node.op()).equals(opCase.subject()));
    }

    /** The node that each example of the specification is about. */
    private static Map<Object, Node> examples() {
        Map<Object, Node> examples = new LinkedHashMap<>();
        for (OpCase example : ExampleCases.all()) {
            for (Node node : example.function().nodes()) {
                if (OpCase.subject(node.op()).equals(example.subject())) {
                    examples.putIfAbsent(primitive(node.op()), node);
                }
            }
        }
        return examples;
    }

    /**
     * Every record of the sealed interface, or the kinds of those that have kinds. Composites have
     * cases of their own.
     */
    static Set<Object> primitives() {
        return Stream.concat(
                        Arrays.stream(Op.class.getPermittedSubclasses())
                                .filter(type -> type != Op.Control.class),
                        Arrays.stream(Op.Control.class.getPermittedSubclasses()))
                .filter(type -> type != Op.Composite.class)
                .flatMap(CaseCompleteness::kinds)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<Object> kinds(Class<?> operation) {
        return Arrays.stream(operation.getRecordComponents())
                .map(RecordComponent::getType)
                .filter(type -> type.isEnum() && type.getPackage() == Op.class.getPackage())
                .findFirst()
                .map(type -> Arrays.stream((Object[]) type.getEnumConstants()))
                .orElse(Stream.of(operation));
    }

    /** The kind of an operation, or its class where it has no kinds. */
    static Object primitive(Op op) {
        return switch (op) {
            case Op.Unary unary -> unary.kind();
            case Op.Binary binary -> binary.kind();
            case Op.Compare compare -> compare.comparison();
            case Op.Reduce reduce -> reduce.kind();
            case Op.Scatter scatter -> scatter.kind();
            case Op.WindowReduce reduce -> reduce.kind();
            case Op.Constant _,
                    Op.Iota _,
                    Op.Convert _,
                    Op.Bitcast _,
                    Op.Select _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Reverse _,
                    Op.Concat _,
                    Op.Take _,
                    Op.DynamicSlice _,
                    Op.DynamicUpdateSlice _,
                    Op.DotGeneral _,
                    Op.Conv _,
                    Op.ConvInputGradient _,
                    Op.ConvFilterGradient _,
                    Op.WindowMaxGradient _,
                    Op.TopK _,
                    Op.RandomBits _,
                    Op.StopGradient _,
                    Op.Scan _,
                    Op.Call _,
                    Op.Composite _ ->
                    op.getClass();
        };
    }

    /**
     * The dtypes in which the shape rule takes the operation: those that fit in place of the
     * example's, which is the dtype of its float operands, or of all where none is a float.
     */
    private static Set<DType> dtypes(Node example) {
        List<TensorType> operands = example.operands().stream().map(Value::type).toList();
        DType own =
                operands.stream()
                        .map(TensorType::dtype)
                        .filter(DType::isFloating)
                        .findFirst()
                        .orElse(example.result().type().dtype());
        // What runs a body takes the types of the body; its cases are programs of their own.
        boolean fixed = operands.isEmpty() || example.op() instanceof Op.Control;
        return Arrays.stream(DType.values())
                .filter(dtype -> fixed ? dtype == own : fits(example.op(), operands, own, dtype))
                .collect(Collectors.toSet());
    }

    private static boolean fits(Op op, List<TensorType> operands, DType own, DType dtype) {
        List<TensorType> replaced =
                operands.stream()
                        .map(type -> type.dtype() == own ? type.withDType(dtype) : type)
                        .toList();
        try {
            ShapeRules.infer(op, replaced);
            return true;
        } catch (SteelyardException misfit) {
            return false;
        }
    }

    private static boolean takesFloats(Node example) {
        return !example.operands().isEmpty()
                && dtypes(example).stream().anyMatch(DType::isFloating);
    }
}
