package io.steelyard.testkit.opset;

import io.steelyard.program.Op;
import io.steelyard.program.ShapeRules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The labels of constraints that the shape rules can throw for each operation: read from the
 * compiled rules, since a label that no test provokes would be seen nowhere else. A rule is a
 * method whose first parameter is the operation's record; what it calls belongs to it.
 */
final class ThrownLabels {
    private static final String PACKAGE = ShapeRules.class.getPackageName().replace('.', '/') + '/';

    private final Map<String, Method> methods = new HashMap<>();

    /** A method by its name and descriptor, with what it mentions. */
    private record Method(String descriptor, Set<String> labels, List<String> calls) {}

    ThrownLabels() {
        read(ShapeRules.class.getName().replace('.', '/'), new HashSet<>());
    }

    /** In alphabetical order. */
    Set<String> of(Class<? extends Op> op) {
        Set<String> labels = new TreeSet<>();
        Set<String> visited = new HashSet<>();
        methods.forEach(
                (name, method) -> {
                    if (method.descriptor().startsWith("(" + op.descriptorString())) {
                        collect(name, labels, visited);
                    }
                });
        return labels;
    }

    private void collect(String name, Set<String> labels, Set<String> visited) {
        Method method = methods.get(name);
        if (method != null && visited.add(name)) {
            labels.addAll(method.labels());
            method.calls().forEach(call -> collect(call, labels, visited));
        }
    }

    /** Reads a class of rules, and the classes of rules that it calls. */
    private void read(String type, Set<String> visited) {
        if (!type.startsWith(PACKAGE) || !type.endsWith("Rules") || !visited.add(type)) {
            return;
        }
        try (InputStream stream =
                ShapeRules.class.getResourceAsStream(type.substring(PACKAGE.length()) + ".class")) {
            ClassFile.of()
                    .parse(stream.readAllBytes())
                    .methods()
                    .forEach(method -> read(type, method, visited));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private void read(String type, MethodModel method, Set<String> visited) {
        Set<String> labels = new HashSet<>();
        List<String> calls = new ArrayList<>();
        Set<String> owners = new HashSet<>();
        method.code().stream()
                .flatMap(code -> code.elementStream())
                .forEach(element -> note(element, labels, calls, owners));
        String descriptor = method.methodType().stringValue();
        methods.put(
                name(type, method.methodName().stringValue(), descriptor),
                new Method(descriptor, labels, calls));
        owners.forEach(owner -> read(owner, visited));
    }

    private static void note(
            CodeElement element, Set<String> labels, List<String> calls, Set<String> owners) {
        if (element instanceof ConstantInstruction constant
                && constant.constantValue() instanceof String text
                && text.matches("C\\d+")) {
            labels.add(text);
        } else if (element instanceof InvokeInstruction call) {
            String owner = call.owner().asInternalName();
            owners.add(owner);
            calls.add(name(owner, call.name().stringValue(), call.type().stringValue()));
        } else if (element instanceof InvokeDynamicInstruction call) {
            // A lambda: its body is a method of the same class.
            for (Object argument : call.bootstrapArgs()) {
                if (argument instanceof DirectMethodHandleDesc lambda) {
                    String owner = lambda.owner().descriptorString();
                    calls.add(
                            name(
                                    owner.substring(1, owner.length() - 1),
                                    lambda.methodName(),
                                    lambda.lookupDescriptor()));
                }
            }
        }
    }

    private static String name(String owner, String method, String descriptor) {
        return owner + "." + method + descriptor;
    }
}
