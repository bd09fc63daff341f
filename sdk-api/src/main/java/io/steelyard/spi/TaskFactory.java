package io.steelyard.spi;

/** Makes the task of one name. */
public interface TaskFactory<T extends Task> {
    /** The name and type of the task. */
    TaskName<T> taskName();

    /** The task on a backend. */
    T create(TaskContext context);
}
