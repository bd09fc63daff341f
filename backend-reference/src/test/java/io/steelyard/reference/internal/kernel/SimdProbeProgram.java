package io.steelyard.reference.internal.kernel;

/** Prints what the probe finds, for tests that start it in a JVM with other flags. */
final class SimdProbeProgram {
    private SimdProbeProgram() {}

    public static void main(String[] arguments) {
        System.out.println(SimdProbe.measure());
    }
}
