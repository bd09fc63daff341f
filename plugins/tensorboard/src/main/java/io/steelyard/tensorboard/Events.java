package io.steelyard.tensorboard;

/**
 * The messages of an event file, by the numbers of their fields in TensorFlow's {@code
 * event.proto}, {@code summary.proto} and {@code tensor.proto}.
 */
final class Events {
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;

    private Events() {}

    /** What a file begins with. */
    static byte[] version(double seconds) {
        return new Message()
                .number(WALL_TIME, seconds)
                .text(FILE_VERSION, "brain.Event:2")
                .toBytes();
    }

    /** Says that what earlier files have of this step and of later ones does not count. */
    static byte[] restart(double seconds, long step) {
        int start = 1;
        return event(seconds, step).message(SESSION_LOG, new Message().integer(1, start)).toBytes();
    }

    static byte[] scalar(double seconds, long step, String tag, double value) {
        Message scalar = new Message().text(1, tag).number(2, (float) value);
        return summary(seconds, step, scalar);
    }

    static byte[] histogram(double seconds, long step, String tag, Histogram histogram) {
        Message content =
                new Message()
                        .number(1, histogram.min())
                        .number(2, histogram.max())
                        .number(3, (double) histogram.count())
                        .number(4, histogram.sum())
                        .number(5, histogram.sumOfSquares())
                        .numbers(6, histogram.limits())
                        .numbers(7, histogram.counts());
        return summary(seconds, step, new Message().text(1, tag).message(5, content));
    }

    /** A tensor of one string, for the plugin of TensorBoard that shows texts. */
    static byte[] text(double seconds, long step, String tag, String text) {
        int string = 7;
        Message shape = new Message().message(2, new Message().integer(1, 1));
        Message tensor = new Message().integer(1, string).message(2, shape).text(8, text);
        int classOfTensors = 2;
        Message metadata =
                new Message().message(1, new Message().text(1, "text")).integer(4, classOfTensors);
        return summary(
                seconds, step, new Message().text(1, tag).message(8, tensor).message(9, metadata));
    }

    private static byte[] summary(double seconds, long step, Message value) {
        return event(seconds, step).message(SUMMARY, new Message().message(1, value)).toBytes();
    }

    private static Message event(double seconds, long step) {
        return new Message().number(WALL_TIME, seconds).integer(STEP, step);
    }
}
