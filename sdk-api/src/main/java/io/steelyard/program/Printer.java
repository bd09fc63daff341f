package io.steelyard.program;

import io.steelyard.tensor.NdArray;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Functions as text, for people and for golden tests: one line an input, state entry, node, output
 * and write.
 */
public final class Printer {
    private Printer() {}

    /** The whole program. */
    public static String print(Function function) {
        return print(function, "");
    }

    private static String print(Function function, String indent) {
        StringBuilder text = new StringBuilder("function ").append(function.name()).append(" {\n");
        for (Binding input : function.inputs()) {
            text.append(indent).append("  ").append(typed(input.value())).append(" = input \"");
            text.append(input.name()).append("\"\n");
        }
        for (Binding read : function.reads()) {
            text.append(indent).append("  ").append(typed(read.value())).append(" = state \"");
            text.append(read.name()).append("\"\n");
        }
        for (Node node : function.nodes()) {
            text.append(indent).append("  ").append(print(node));
            text.append(nested(node.op(), indent + "  ")).append('\n');
        }
        for (Binding output : function.outputs()) {
            text.append(indent).append("  output \"").append(output.name()).append("\" ");
            text.append(output.value()).append('\n');
        }
        for (Binding write : function.writes()) {
            text.append(indent).append("  write \"").append(write.name()).append("\" ");
            text.append(write.value()).append('\n');
        }
        return text.append(indent).append("}\n").toString();
    }

    /** The body of a loop or call, indented; empty for any other operation. */
    private static String nested(Op op, String indent) {
        return op instanceof Op.Control control
                ? " " + print(control.body(), indent).stripTrailing()
                : "";
    }

    /** One node: {@code %3: f32[2,3] = add %1, %2 // transformer.h.0}. */
    public static String print(Node node) {
        String results =
                node.results().stream().map(Printer::typed).collect(Collectors.joining(", "));
        String operands =
                node.operands().stream().map(Value::toString).collect(Collectors.joining(", "));
        String attributes = attributes(node.op());
        return results
                + " = "
                + name(node.op())
                + (attributes.isEmpty() ? "" : "{" + attributes + "}")
                + (operands.isEmpty() ? "" : " " + operands)
                + (node.scope().isEmpty() ? "" : " // " + node.scope());
    }

    /** The name of an operation in program text: {@code dot_general}. */
    public static String name(Op op) {
        return switch (op) {
            case Op.Constant _ -> "constant";
            case Op.Iota _ -> "iota";
            case Op.Convert _ -> "convert";
            case Op.Bitcast _ -> "bitcast";
            case Op.Unary unary -> unary.kind().text();
            case Op.Binary binary -> binary.kind().text();
            case Op.Compare _ -> "compare";
            case Op.Select _ -> "select";
            case Op.Reshape _ -> "reshape";
            case Op.Transpose _ -> "transpose";
            case Op.Broadcast _ -> "broadcast";
            case Op.Slice _ -> "slice";
            case Op.Pad _ -> "pad";
            case Op.Reverse _ -> "reverse";
            case Op.Concat _ -> "concat";
            case Op.Take _ -> "take";
            case Op.Scatter _ -> "scatter";
            case Op.DynamicSlice _ -> "dynamic_slice";
            case Op.DynamicUpdateSlice _ -> "dynamic_update_slice";
            case Op.DotGeneral _ -> "dot_general";
            case Op.Conv _ -> "conv";
            case Op.ConvInputGradient _ -> "conv_input_grad";
            case Op.ConvFilterGradient _ -> "conv_filter_grad";
            case Op.WindowReduce _ -> "window_reduce";
            case Op.WindowMaxGradient _ -> "window_max_grad";
            case Op.Reduce _ -> "reduce";
            case Op.TopK _ -> "top_k";
            case Op.RandomBits _ -> "random_bits";
            case Op.Scan _ -> "scan";
            case Op.Call _ -> "call";
            case Op.StopGradient _ -> "stop_gradient";
            case Op.Composite composite -> composite.rule().name();
        };
    }

    private static String attributes(Op op) {
        return switch (op) {
            case Op.Constant constant -> constant(constant.value());
            case Op.Iota iota -> "axis=" + iota.axis();
            case Op.Convert convert -> convert.dtype().text();
            case Op.Bitcast bitcast -> bitcast.dtype().text();
            case Op.Unary _, Op.Binary _, Op.Select _, Op.StopGradient _ -> "";
            case Op.Compare compare -> compare.comparison().text();
            case Op.Reshape reshape -> reshape.shape().toString();
            case Op.Transpose transpose -> transpose.permutation().toString();
            case Op.Broadcast broadcast -> broadcast.shape() + ", axes=" + broadcast.axes();
            case Op.Slice slice -> spans(slice.spans());
            case Op.Pad pad -> paddings(pad.paddings());
            case Op.Reverse reverse -> "axes=" + reverse.axes();
            case Op.Concat concat -> "axis=" + concat.axis();
            case Op.Take take -> "axis=" + take.axis();
            case Op.Scatter scatter -> scatter.kind().text() + ", axis=" + scatter.axis();
            case Op.DynamicSlice slice -> slice.sizes().toString();
            case Op.DynamicUpdateSlice _ -> "";
            case Op.DotGeneral dot ->
                    "batch="
                            + dot.leftBatch()
                            + "x"
                            + dot.rightBatch()
                            + ", contract="
                            + dot.leftContract()
                            + "x"
                            + dot.rightContract();
            case Op.Conv conv -> conv(conv);
            case Op.ConvInputGradient gradient -> gradient.input() + ", " + conv(gradient.conv());
            case Op.ConvFilterGradient gradient -> gradient.filter() + ", " + conv(gradient.conv());
            case Op.WindowReduce reduce -> reduce.kind().text() + ", " + windows(reduce.windows());
            case Op.WindowMaxGradient gradient -> windows(gradient.windows());
            case Op.Reduce reduce -> reduce.kind().text() + ", axes=" + reduce.axes();
            case Op.TopK top -> "k=" + top.k();
            case Op.RandomBits random -> random.shape().toString();
            case Op.Scan scan ->
                    "carries="
                            + scan.carries()
                            + ", sequences="
                            + scan.sequences()
                            + ", length="
                            + scan.length()
                            + (scan.reverse() ? ", reverse" : "");
            case Op.Call call -> call.recompute() ? "recompute" : "";
            case Op.Composite composite -> composite.rule().toString();
        };
    }

    private static String conv(Op.Conv conv) {
        return conv.sweeps().stream().map(Printer::sweep).collect(Collectors.joining(", "))
                + ", groups="
                + conv.groups();
    }

    private static String windows(List<Op.Window> windows) {
        return windows.stream()
                .map(window -> window.size() + "/" + sweep(window.sweep()))
                .collect(Collectors.joining(", "));
    }

    /** Stride, padding on both sides, dilation. */
    private static String sweep(Op.Sweep sweep) {
        return sweep.stride() + ":" + sweep.low() + "_" + sweep.high() + ":" + sweep.dilation();
    }

    private static String constant(NdArray value) {
        return value.type().elements() == 1
                ? value.type().dtype().isFloating()
                        ? Double.toString(value.get(0))
                        : Long.toString(value.getLong(0))
                : value.type().elements() + " elements";
    }

    private static String spans(List<Op.Span> spans) {
        return spans.stream()
                .map(span -> span.start() + ":" + span.limit() + ":" + span.stride())
                .collect(Collectors.joining(", "));
    }

    private static String paddings(List<Op.Padding> paddings) {
        return paddings.stream()
                .map(padding -> padding.low() + "_" + padding.high() + "_" + padding.interior())
                .collect(Collectors.joining(", "));
    }

    private static String typed(Value value) {
        return value + ": " + value.type();
    }
}
