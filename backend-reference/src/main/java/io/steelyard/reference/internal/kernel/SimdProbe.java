package io.steelyard.reference.internal.kernel;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * Finds out at start-up whether kernels run on the vector unit: a Vector API that is there but not
 * compiled is some hundred times slower than plain loops.
 *
 * <p>This class does not link to the Vector API, so that it can say that the module is missing.
 */
public final class SimdProbe {
    private static final String VECTOR_CLASS = "jdk.incubator.vector.FloatVector";
    private static final String LEVEL_FLAG = "-XX:TieredStopAtLevel=";

    private SimdProbe() {}

    /**
     * Measures. It takes a tenth or two of a second of the processor where all is well, and gives
     * up after three where it is not.
     */
    public static SimdReport measure() {
        if (!isVectorModulePresent()) {
            return new SimdReport(
                    false,
                    0,
                    0,
                    "The Vector API is not there: start Java with --add-modules"
                            + " jdk.incubator.vector.");
        }
        Optional<String> flag = harmfulFlag();
        if (flag.isPresent()) {
            return new SimdReport(
                    false,
                    SimdMeasurement.LANES,
                    0,
                    "The JVM's optimizing compiler is switched off: start Java without "
                            + flag.get()
                            + ", and the kernels run about a hundred times faster.");
        }
        double speed = SimdMeasurement.speed();
        boolean simd = speed > 0;
        String advice =
                simd
                        ? "Kernels run on vectors of %d floats: nothing is to be changed."
                                .formatted(SimdMeasurement.LANES)
                        : ("The Vector API is not compiled to vector instructions by %s: run on a"
                                        + " HotSpot JVM with the C2 compiler, on a processor with"
                                        + " AVX2, AVX-512 or NEON.")
                                .formatted(System.getProperty("java.vm.name", "this JVM"));
        return new SimdReport(simd, SimdMeasurement.LANES, speed, advice);
    }

    private static boolean isVectorModulePresent() {
        try {
            Class.forName(VECTOR_CLASS, false, SimdProbe.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** The flag of this JVM, if there is one, that keeps C2 from compiling anything. */
    private static Optional<String> harmfulFlag() {
        if (System.getProperty("java.vm.info", "").contains("interpreted mode")) {
            return Optional.of("-Xint");
        }
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(LEVEL_FLAG))
                .filter(argument -> !argument.equals(LEVEL_FLAG + "4"))
                .findFirst();
    }
}
