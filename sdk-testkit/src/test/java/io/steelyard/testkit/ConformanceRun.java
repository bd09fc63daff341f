package io.steelyard.testkit;

import io.steelyard.spi.Backend;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs the kit as a program does, without a test engine, to see what it finds. */
final class ConformanceRun {
    private final Collection<String> wanted;
    private final List<String> failures = new ArrayList<>();

    private ConformanceRun(Collection<String> wanted) {
        this.wanted = wanted;
    }

    /**
     * The checks that fail, each as {@code "factory/container/test"}.
     *
     * @param wanted how the names of the checks that are run begin
     */
    static List<String> failures(Supplier<Backend> backends, Collection<String> wanted) {
        return failures(
                new BackendConformance() {
                    @Override
                    protected Backend backend() {
                        return backends.get();
                    }
                },
                wanted);
    }

    /** As {@link #failures(Supplier, Collection)}, of a subclass. */
    static List<String> failures(BackendConformance kit, Collection<String> wanted) {
        kit.startBackend();
        return failures(kit.factories(), wanted);
    }

    /**
     * The checks that fail, each as {@code "factory/container/test"}.
     *
     * @param factories of a kit, by name
     * @param wanted how the names of the checks that are run begin
     */
    static List<String> failures(
            Map<String, Supplier<Stream<? extends DynamicNode>>> factories,
            Collection<String> wanted) {
        ConformanceRun run = new ConformanceRun(wanted);
        factories.forEach(
                (name, factory) -> {
                    if (run.leads(name)) {
                        run.runAll(name, factory.get());
                    }
                });
        return run.failures;
    }

    /** Whether what is wanted lies below the name or above it. */
    private boolean leads(String name) {
        return wanted.stream()
                .anyMatch(prefix -> prefix.startsWith(name + "/") || name.startsWith(prefix));
    }

    private void runAll(String path, Stream<? extends DynamicNode> nodes) {
        nodes.forEach(
                node -> {
                    String name = path + "/" + node.getDisplayName();
                    if (!leads(name)) {
                        return;
                    }
                    switch (node) {
                        case DynamicContainer container -> runAll(name, container.getChildren());
                        case DynamicTest test -> run(name, test);
                        default -> throw new AssertionError("no such node: " + node);
                    }
                });
    }

    /** Errors too count as failures, as with a test engine. */
    private void run(String name, DynamicTest test) {
        try {
            test.getExecutable().execute();
        } catch (Throwable failure) {
            failures.add(name);
        }
    }
}
