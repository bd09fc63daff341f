package io.steelyard.run;

/**
 * Where a training ran.
 *
 * @param os name and version of the operating system
 * @param architecture of the processor
 * @param cores that the Java runtime may use
 */
public record Machine(String os, String architecture, int cores) {
    /** This one. */
    public static Machine current() {
        return new Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
    }
}
