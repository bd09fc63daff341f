package io.steelyard.reference.internal.chain;

import io.steelyard.reference.internal.kernel.FloatLanes;
import io.steelyard.reference.internal.kernel.VectorElement;
import io.steelyard.reference.internal.kernel.VectorKernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** Writes the class of a {@link ChainKernel}: one loop, in which values stay in registers. */
final class ChainClass {
    /** The name that hidden classes have before the part that the JVM adds. */
    private static final ClassDesc NAME =
            ClassDesc.of(ChainClass.class.getPackageName(), "GeneratedChain");

    private static final ClassDesc VECTOR = FloatVector.class.describeConstable().orElseThrow();
    private static final ClassDesc MASK = VectorMask.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(
                    ConstantDescs.CD_void,
                    ConstantDescs.CD_long.arrayType(),
                    ConstantDescs.CD_long);
    private static final long VECTOR_BYTES = (long) FloatLanes.LANES * Float.BYTES;

    private final FunctionCode functions;
    private final Chain chain;
    private final CodeBuilder code;

    /** Addresses of the inputs and of the results. */
    private final List<Integer> inputs = new ArrayList<>();

    private final List<Integer> results = new ArrayList<>();

    /** The local variable of each value that is there already. */
    private final List<Integer> values = new ArrayList<>();

    private ChainClass(FunctionCode functions, Chain chain, CodeBuilder code) {
        this.functions = functions;
        this.chain = chain;
        this.code = code;
    }

    /**
     * A kernel of a class of its own.
     *
     * @throws ReflectiveOperationException if the JVM does not take the class
     */
    static ChainKernel define(FunctionCode functions, Chain chain)
            throws ReflectiveOperationException {
        byte[] bytes =
                ClassFile.of()
                        .build(
                                NAME,
                                type ->
                                        type.withFlags(
                                                        ClassFile.ACC_FINAL
                                                                | ClassFile.ACC_SYNTHETIC)
                                                .withInterfaceSymbols(
                                                        ChainKernel.class
                                                                .describeConstable()
                                                                .orElseThrow())
                                                .withMethodBody(
                                                        ConstantDescs.INIT_NAME,
                                                        ConstantDescs.MTD_void,
                                                        0,
                                                        ChainClass::writeConstructor)
                                                .withMethodBody(
                                                        "run",
                                                        RUN,
                                                        ClassFile.ACC_PUBLIC,
                                                        code ->
                                                                new ChainClass(
                                                                                functions, chain,
                                                                                code)
                                                                        .write()));
        MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, true);
        try {
            return (ChainKernel)
                    hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
                            .invoke();
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void writeConstructor(CodeBuilder code) {
        code.aload(0)
                .invokespecial(
                        ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_();
    }

    private void write() {
        int bytes = code.parameterSlot(1);
        Label end = code.newLabel();
        code.lload(bytes).loadConstant(VECTOR_BYTES).lcmp().iflt(end);
        chain.inputs().forEach(input -> inputs.add(address(input.slot())));
        chain.results().forEach(result -> results.add(address(result.slot())));
        for (int i = 0; i < chain.inputs().size(); i++) {
            values.add(code.allocateLocal(TypeKind.REFERENCE));
            if (chain.inputs().get(i).same()) {
                code.lload(inputs.get(i));
                load(chain.inputs().get(i).element());
                code.astore(values.get(i));
            }
        }
        int offset = code.allocateLocal(TypeKind.LONG);
        code.lconst_0().lstore(offset);
        int last = code.allocateLocal(TypeKind.LONG);
        code.lload(bytes).loadConstant(VECTOR_BYTES).lsub().lstore(last);
        Label next = code.newBoundLabel();
        code.lload(offset).lload(last).lcmp().ifgt(end);
        writeVector(offset);
        code.lload(offset).loadConstant(VECTOR_BYTES).ladd().lstore(offset);
        code.goto_(next);
        code.labelBinding(end).return_();
    }

    /** A local variable with the address of a slot. */
    private int address(int slot) {
        int local = code.allocateLocal(TypeKind.LONG);
        code.aload(code.parameterSlot(0)).loadConstant(slot).laload().lstore(local);
        return local;
    }

    /** All reads, all operations, all results: a result may take an input's place. */
    private void writeVector(int offset) {
        for (int i = 0; i < chain.inputs().size(); i++) {
            Chain.Input input = chain.inputs().get(i);
            if (!input.same()) {
                writeAddress(inputs.get(i), offset, input.element());
                load(input.element());
                code.astore(values.get(i));
            }
        }
        for (Chain.Operation operation : chain.operations()) {
            operation.operands().forEach(operand -> code.aload(values.get(operand)));
            VectorKernel kernel = operation.kernel();
            functions.write(
                    code,
                    kernel.function(),
                    MethodTypeDesc.of(
                            type(kernel.result()),
                            kernel.operands().stream().map(ChainClass::type).toList()));
            int value = code.allocateLocal(TypeKind.REFERENCE);
            code.astore(value);
            values.add(value);
        }
        for (int i = 0; i < results.size(); i++) {
            int value = chain.results().get(i).value();
            code.aload(values.get(value));
            writeAddress(results.get(i), offset, chain.element(value));
            store(chain.element(value));
        }
    }

    /** Where the next elements lie of those that begin at an address. */
    private void writeAddress(int start, int offset, VectorElement element) {
        code.lload(start).lload(offset);
        switch (element) {
            case FLOAT -> {}
            // The offset is that of floats, which have four bytes.
            case BOOL -> code.iconst_2().lshr();
        }
        code.ladd();
    }

    private void load(VectorElement element) {
        functions.write(
                code,
                switch (element) {
                    case FLOAT -> "load";
                    case BOOL -> "loadMask";
                },
                MethodTypeDesc.of(type(element), ConstantDescs.CD_long));
    }

    private void store(VectorElement element) {
        functions.write(
                code,
                switch (element) {
                    case FLOAT -> "store";
                    case BOOL -> "storeMask";
                },
                MethodTypeDesc.of(ConstantDescs.CD_void, type(element), ConstantDescs.CD_long));
    }

    private static ClassDesc type(VectorElement element) {
        return switch (element) {
            case FLOAT -> VECTOR;
            case BOOL -> MASK;
        };
    }
}
