package io.steelyard.reference.internal.plan;

import io.steelyard.composite.DropoutRule;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Printer;
import io.steelyard.program.Value;
import io.steelyard.tensor.DType;

import java.util.Set;
import java.util.stream.Stream;

/** What the backend runs. */
public final class Support {
    /** The dtypes it computes with. */
    public static final Set<DType> DTYPES = Set.of(DType.F32, DType.I32, DType.BOOL);

    /** The composites it has kernels for. */
    public static final Set<String> COMPOSITES = Set.of("dropout");

    private Support() {}

    /** Whether a composite stays whole: by its type, since a plugin may use a known name again. */
    static boolean keeps(CompositeRule rule) {
        return rule instanceof DropoutRule;
    }

    /** Throws {@code BACKEND_UNSUPPORTED} for a value of a dtype that the backend does not have. */
    static void require(Function function) {
        for (Binding binding : function.inputs()) {
            requireDType(binding, "input");
        }
        for (Binding binding : function.reads()) {
            requireDType(binding, "state");
        }
        for (Node node : function.nodes()) {
            Stream.concat(node.operands().stream(), node.results().stream())
                    .map(Value::type)
                    .filter(type -> !DTYPES.contains(type.dtype()))
                    .findFirst()
                    .ifPresent(
                            type -> {
                                throw unsupported(
                                        Printer.name(node.op()) + " on " + type + place(node),
                                        type.dtype());
                            });
        }
    }

    private static void requireDType(Binding binding, String what) {
        DType dtype = binding.value().type().dtype();
        if (!DTYPES.contains(dtype)) {
            throw unsupported(
                    what + " '" + binding.name() + "' of " + binding.value().type(), dtype);
        }
    }

    /** The refusal of a node for which there is no kernel. */
    static SteelyardException refused(Node node) {
        return unsupported(
                Printer.name(node.op()) + " on " + node.operands().getFirst().type() + place(node),
                node.operands().getFirst().type().dtype());
    }

    private static SteelyardException unsupported(String what, DType dtype) {
        return new SteelyardException(
                ErrorCode.BACKEND_UNSUPPORTED,
                "The reference backend cannot run "
                        + what
                        + "; it computes with f32, i32 and bool, so convert"
                        + " "
                        + dtype.text()
                        + " to one of these or choose another backend.");
    }

    private static String place(Node node) {
        return node.scope().isEmpty() ? "" : " in scope '" + node.scope() + "'";
    }
}
