package io.steelyard.reference.internal.chain;

import io.steelyard.reference.internal.kernel.VectorKernel;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The instructions of the functions of vectors that are written in Java, read from their class
 * files, to be put where a generated kernel would call them: the compiler stops putting called
 * methods in place where a kernel grows large.
 */
final class FunctionCode {
    /** Classes of the kernels' package whose static methods can be put in place. */
    private static final List<String> CLASSES =
            List.of("FloatLanes", "FloatFunctions", "FloatActivations", "FloatMasks");

    private final Map<String, CodeModel> methods = new HashMap<>();

    private FunctionCode() {}

    /**
     * Reads the functions.
     *
     * @throws IOException if a class file is not there, or not readable
     */
    static FunctionCode read() throws IOException {
        FunctionCode functions = new FunctionCode();
        for (String name : CLASSES) {
            try (InputStream file = VectorKernel.class.getResourceAsStream(name + ".class")) {
                if (file == null) {
                    throw new IOException(
                            "The class file of "
                                    + name
                                    + " is not beside that of "
                                    + VectorKernel.class.getName()
                                    + ".");
                }
                functions.add(ClassFile.of().parse(file.readAllBytes()));
            }
        }
        return functions;
    }

    private void add(ClassModel owner) {
        for (MethodModel method : owner.methods()) {
            method.code().ifPresent(code -> methods.put(key(method), code));
        }
    }

    private static String key(MethodModel method) {
        return method.methodName().stringValue() + method.methodType().stringValue();
    }

    /** Writes a function; its operands are on the stack, its result will be. */
    void write(CodeBuilder code, String name, MethodTypeDesc type) {
        CodeModel body = methods.get(name + type.descriptorString());
        if (body == null) {
            throw new IllegalArgumentException("There is no function " + name + type + ".");
        }
        Map<Integer, Integer> locals = new HashMap<>();
        int[] parameters = new int[type.parameterCount()];
        int next = 0;
        for (int i = 0; i < parameters.length; i++) {
            TypeKind kind = TypeKind.from(type.parameterType(i));
            parameters[i] = code.allocateLocal(kind);
            locals.put(next, parameters[i]);
            next += kind.slotSize();
        }
        for (int i = parameters.length - 1; i >= 0; i--) {
            code.storeLocal(TypeKind.from(type.parameterType(i)), parameters[i]);
        }
        for (CodeElement element : body) {
            write(code, element, locals, name);
        }
    }

    private void write(
            CodeBuilder code, CodeElement element, Map<Integer, Integer> locals, String name) {
        switch (element) {
            // Labels and the names of variables and lines; a function without branches needs none.
            case PseudoInstruction ignored -> {}
            case LoadInstruction load ->
                    code.loadLocal(
                            load.typeKind(), local(code, locals, load.slot(), load.typeKind()));
            case StoreInstruction store ->
                    code.storeLocal(
                            store.typeKind(), local(code, locals, store.slot(), store.typeKind()));
            case InvokeInstruction call when isFunction(call) ->
                    write(code, call.name().stringValue(), call.typeSymbol());
            // The last instruction: the result stays on the stack.
            case ReturnInstruction ignored -> {}
            case BranchInstruction ignored -> throw branches(name);
            case TableSwitchInstruction ignored -> throw branches(name);
            case LookupSwitchInstruction ignored -> throw branches(name);
            case IncrementInstruction ignored -> throw branches(name);
            default -> code.with(element);
        }
    }

    private static boolean isFunction(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        return CLASSES.contains(owner.substring(owner.lastIndexOf('/') + 1));
    }

    private static IllegalArgumentException branches(String name) {
        return new IllegalArgumentException(
                "The function " + name + " has branches, and can only be called.");
    }

    private static int local(
            CodeBuilder code, Map<Integer, Integer> locals, int slot, TypeKind kind) {
        return locals.computeIfAbsent(slot, key -> code.allocateLocal(kind));
    }
}
