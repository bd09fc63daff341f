package io.steelyard.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;

import io.steelyard.Plugins;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the doctor finds out about the process it runs in. */
final class Examination {
    private static final int JAVA_VERSION = 25;
    private static final long GIBIBYTE = 1L << 30;
    private static final long LEAST_HEAP = GIBIBYTE / 2;

    private final ObjectNode findings = new ObjectMapper().createObjectNode();
    private final ArrayNode advice = findings.arrayNode();
    private boolean works;

    private Examination() {}

    /** Takes a moment: each backend examines itself. */
    static Examination ofThisProcess() {
        Examination examination = new Examination();
        examination.java();
        examination.machine();
        examination.memory();
        examination.backends(Plugins.discover(List.of()));
        examination.findings.set("advice", examination.advice);
        return examination;
    }

    /** Groups of findings by name, and {@code advice}: sentences that say what to change. */
    ObjectNode findings() {
        return findings;
    }

    /** Whether a backend could be started. */
    boolean works() {
        return works;
    }

    private void java() {
        ObjectNode java = findings.putObject("java");
        java.put("steelyard", Version.text());
        java.put("version", Runtime.version().toString());
        java.put("vendor", System.getProperty("java.vendor"));
        java.put("vm", System.getProperty("java.vm.name"));
        java.put("compilation", System.getProperty("java.vm.info"));
        java.put("home", System.getProperty("java.home"));
        java.put("flags", String.join(" ", flags()));
        if (Runtime.version().feature() < JAVA_VERSION) {
            advice.add(
                    "This is Java " + Runtime.version().feature() + "; install a JDK 25 or newer.");
        }
    }

    private void machine() {
        ObjectNode machine = findings.putObject("machine");
        machine.put(
                "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("architecture", System.getProperty("os.arch"));
        machine.put("processors", Runtime.getRuntime().availableProcessors());
    }

    private void memory() {
        ObjectNode memory = findings.putObject("memory");
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            memory.put("physical", gibibytes(system.getTotalMemorySize()));
            memory.put("free", gibibytes(system.getFreeMemorySize()));
        }
        // Texts lie in the heap; tensors lie outside it, and the JVM sets them no limit.
        memory.put("heap_limit", gibibytes(Runtime.getRuntime().maxMemory()));
        if (Runtime.getRuntime().maxMemory() < LEAST_HEAP) {
            advice.add(
                    "The heap may grow to "
                            + gibibytes(Runtime.getRuntime().maxMemory())
                            + " only, which is little for large texts; allow more by"
                            + " STEELYARD_OPTS=-Xmx2g.");
        }
    }

    private void backends(Plugins plugins) {
        ObjectNode names = findings.putObject("plugins");
        names.put("tasks", String.join(", ", plugins.tasks().keySet()));
        names.put("architectures", String.join(", ", plugins.architectures().keySet()));
        names.put("tokenizers", String.join(", ", plugins.tokenizers().keySet()));
        names.put("backends", String.join(", ", plugins.backends().keySet()));
        if (plugins.backends().isEmpty()) {
            advice.add("There is no backend; add steelyard-backend-reference to the class path.");
        }
        for (BackendFactory factory : plugins.backends().values()) {
            ObjectNode group = findings.putObject("backend " + factory.name());
            try (Backend backend = factory.create(Map.of())) {
                group.put("device", backend.capabilities().device());
                group.put(
                        "composites",
                        String.join(
                                ", ",
                                backend.capabilities().composites().stream().sorted().toList()));
                diagnose(backend, group);
                works = true;
            } catch (SteelyardException refused) {
                group.put("problem", refused.getMessage());
                advice.add(refused.getMessage());
            }
        }
    }

    private void diagnose(Backend backend, ObjectNode group) {
        Map<String, String> findings = new TreeMap<>(backend.diagnostics());
        String change = findings.remove(Backend.ADVICE);
        findings.forEach(group::put);
        if (change != null) {
            advice.add("Backend " + backend.name() + ": " + change);
        }
    }

    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIBIBYTE);
    }
}
