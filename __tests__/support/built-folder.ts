/** Variable that names the folder of what is built for a run of the tests. */
export const builtFolderVariable = "PINWARDEN_TEST_BUILT";
