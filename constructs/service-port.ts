/** Port of each model's Service, and of the interceptor that stands before it. */
export const SERVICE_PORT = 8080;
