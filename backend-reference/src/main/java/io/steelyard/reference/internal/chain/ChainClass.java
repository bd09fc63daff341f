package io.steelyard.reference.internal.chain;

import io.steelyard.reference.internal.kernel.FloatLanes;

import jdk.incubator.vector.FloatVector;

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
import java.util.Collections;
import java.util.List;

/** Writes the class of a {@link ChainKernel}: one loop, in which values stay in registers. */
final class ChainClass {
    /** The name that hidden classes have before the part that the JVM adds. */
    private static final ClassDesc NAME =
            ClassDesc.of(ChainClass.class.getPackageName(), "GeneratedChain");

    private static final ClassDesc VECTOR = FloatVector.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc LOAD = MethodTypeDesc.of(VECTOR, ConstantDescs.CD_long);
    private static final MethodTypeDesc STORE =
            MethodTypeDesc.of(ConstantDescs.CD_void, VECTOR, ConstantDescs.CD_long);
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
                functions.write(code, "load", LOAD);
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
            if (!chain.inputs().get(i).same()) {
                code.lload(inputs.get(i)).lload(offset).ladd();
                functions.write(code, "load", LOAD);
                code.astore(values.get(i));
            }
        }
        for (Chain.Operation operation : chain.operations()) {
            operation.operands().forEach(operand -> code.aload(values.get(operand)));
            functions.write(
                    code,
                    operation.kernel().function(),
                    MethodTypeDesc.of(
                            VECTOR, Collections.nCopies(operation.operands().size(), VECTOR)));
            int value = code.allocateLocal(TypeKind.REFERENCE);
            code.astore(value);
            values.add(value);
        }
        for (int i = 0; i < results.size(); i++) {
            code.aload(values.get(chain.results().get(i).value()));
            code.lload(results.get(i)).lload(offset).ladd();
            functions.write(code, "store", STORE);
        }
    }
}
