package io.steelyard.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the public classes beside a class, and in packages below its own, show to those who call
 * them. Read from the class files: loading a class would run into libraries that are not there.
 */
final class PublicSignatures {
    private PublicSignatures() {}

    /**
     * The public and protected members, and the heads of the public classes, that name a type of a
     * package, generic arguments included.
     *
     * @param origin whose jar or directory is searched, from its package down
     */
    static List<String> naming(Class<?> origin, String packageName) {
        String wanted = packageName.replace('.', '/') + "/";
        List<String> found = new ArrayList<>();
        try {
            Path place =
                    Path.of(origin.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                search(place, origin, wanted, found);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    search(jar.getPath("/"), origin, wanted, found);
                }
            }
        } catch (IOException | URISyntaxException unreadable) {
            throw new AssertionError("the classes of " + origin + " cannot be read", unreadable);
        }
        return found;
    }

    private static void search(Path root, Class<?> origin, String wanted, List<String> found)
            throws IOException {
        Path top = root.resolve(origin.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.walk(top)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .map(PublicSignatures::parse)
                    .filter(type -> type.flags().has(AccessFlag.PUBLIC))
                    .forEach(type -> search(type, wanted, found));
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void search(ClassModel type, String wanted, List<String> found) {
        String name = type.thisClass().asInternalName().replace('/', '.');
        String head =
                Stream.concat(type.superclass().stream(), type.interfaces().stream())
                        .map(ClassEntry::asInternalName)
                        .reduce(generic(type), (all, one) -> all + " " + one);
        if (head.contains(wanted)) {
            found.add(name);
        }
        for (MethodModel method : type.methods()) {
            String exceptions =
                    method.findAttribute(Attributes.exceptions())
                            .map(thrown -> thrown.exceptions().toString())
                            .orElse("");
            String signature = method.methodType().stringValue() + generic(method) + exceptions;
            if (isVisible(method.flags()) && signature.contains(wanted)) {
                found.add(name + "." + method.methodName().stringValue());
            }
        }
        for (FieldModel field : type.fields()) {
            String signature = field.fieldType().stringValue() + generic(field);
            if (isVisible(field.flags()) && signature.contains(wanted)) {
                found.add(name + "." + field.fieldName().stringValue());
            }
        }
    }

    private static boolean isVisible(AccessFlags flags) {
        return flags.has(AccessFlag.PUBLIC) || flags.has(AccessFlag.PROTECTED);
    }

    /** The generic form of a signature; empty where there is none. */
    private static String generic(AttributedElement element) {
        return element.findAttribute(Attributes.signature())
                .map(attribute -> attribute.signature().stringValue())
                .orElse("");
    }
}
