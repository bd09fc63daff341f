package io.steelyard.tensorflow.internal.library;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddControlInput;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddInput;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddInputList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FinishOperation;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewOperation;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrBool;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrFloat;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrFuncName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrInt;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrIntList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrShape;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrString;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrTypeList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrValueProto;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetDevice;

import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;

import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_OperationDescription;
import org.tensorflow.internal.c_api.TF_Output;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Adds one operation to a graph; {@link #finish} must be called. */
public final class OperationBuilder {
    /** Fields of {@code AttrValue} and {@code TensorProto}. */
    private static final int ATTR_TENSOR = 8;

    private static final int TENSOR_DTYPE = 1;
    private static final int TENSOR_SHAPE = 2;
    private static final int TENSOR_STRING_VAL = 8;

    private final TF_OperationDescription description;
    private final String name;

    OperationBuilder(TF_Graph graph, String type, String name) {
        description = TF_NewOperation(graph, type, name);
        this.name = name;
    }

    /** The next operand. */
    public OperationBuilder input(Output output) {
        try (TF_Output array = Output.array(List.of(output))) {
            TF_AddInput(description, array);
        }
        return this;
    }

    /** The next operand, where that is a list. */
    public OperationBuilder inputs(List<Output> outputs) {
        try (TF_Output array = Output.array(outputs)) {
            TF_AddInputList(description, array, outputs.size());
        }
        return this;
    }

    /** What must have run before. */
    public OperationBuilder after(Operation operation) {
        TF_AddControlInput(description, operation.handle());
        return this;
    }

    public OperationBuilder device(String device) {
        TF_SetDevice(description, device);
        return this;
    }

    public OperationBuilder type(String attribute, int dataType) {
        TF_SetAttrType(description, attribute, dataType);
        return this;
    }

    public OperationBuilder types(String attribute, int... dataTypes) {
        TF_SetAttrTypeList(description, attribute, dataTypes, dataTypes.length);
        return this;
    }

    public OperationBuilder shape(String attribute, Shape shape) {
        TF_SetAttrShape(description, attribute, shape.toArray(), shape.rank());
        return this;
    }

    public OperationBuilder integer(String attribute, long value) {
        TF_SetAttrInt(description, attribute, value);
        return this;
    }

    public OperationBuilder integers(String attribute, long... values) {
        TF_SetAttrIntList(description, attribute, values, values.length);
        return this;
    }

    public OperationBuilder number(String attribute, float value) {
        TF_SetAttrFloat(description, attribute, value);
        return this;
    }

    public OperationBuilder flag(String attribute, boolean value) {
        TF_SetAttrBool(description, attribute, (byte) (value ? 1 : 0));
        return this;
    }

    public OperationBuilder text(String attribute, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        try (BytePointer pointer = new BytePointer(bytes)) {
            TF_SetAttrString(description, attribute, pointer, bytes.length);
        }
        return this;
    }

    public OperationBuilder tensor(String attribute, NdArray value) {
        try (Status status = new Status();
                NativeTensor tensor = NativeTensor.of(value)) {
            TF_SetAttrTensor(description, attribute, tensor.handle(), status.handle());
            status.check();
        }
        return this;
    }

    /** A tensor of texts, of which there are as many as the shape has elements. */
    public OperationBuilder texts(String attribute, Shape shape, List<String> values) {
        ProtocolMessage tensor =
                new ProtocolMessage()
                        .number(TENSOR_DTYPE, DataTypes.STRING)
                        .message(TENSOR_SHAPE, ProtocolMessage.of(shape));
        values.forEach(value -> tensor.text(TENSOR_STRING_VAL, value));
        byte[] bytes = new ProtocolMessage().message(ATTR_TENSOR, tensor).toBytes();
        try (Status status = new Status();
                BytePointer pointer = new BytePointer(bytes)) {
            TF_SetAttrValueProto(description, attribute, pointer, bytes.length, status.handle());
            status.check();
        }
        return this;
    }

    public OperationBuilder function(String attribute, String function) {
        TF_SetAttrFuncName(
                description, attribute, function, function.getBytes(StandardCharsets.UTF_8).length);
        return this;
    }

    /** Adds it. Throws {@link LibraryException} where operands or attributes do not fit. */
    public Operation finish() {
        try (Status status = new Status()) {
            var handle = TF_FinishOperation(description, status.handle());
            status.check();
            return new Operation(handle, name);
        }
    }
}
