package io.steelyard.onnx.internal.format;

import java.util.List;

/** The value of an attribute of a node ({@code AttributeProto}). */
public sealed interface OnnxAttribute {
    /** A whole number. */
    record Whole(long value) implements OnnxAttribute {}

    /** A float. */
    record Real(float value) implements OnnxAttribute {}

    /** A string. */
    record Text(String value) implements OnnxAttribute {}

    /** A tensor. */
    record Content(OnnxTensor value) implements OnnxAttribute {}

    /** Whole numbers. */
    record Wholes(List<Long> values) implements OnnxAttribute {
        public Wholes {
            values = List.copyOf(values);
        }
    }

    /** Floats. */
    record Reals(List<Float> values) implements OnnxAttribute {
        public Reals {
            values = List.copyOf(values);
        }
    }

    /** Strings. */
    record Texts(List<String> values) implements OnnxAttribute {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /** Of a kind that is not read: a graph, a sparse tensor, a type. */
    record Unread() implements OnnxAttribute {}
}
