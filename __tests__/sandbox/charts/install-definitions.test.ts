import { installDefinitions } from "../../../sandbox/charts/install-definitions";

const definition = (name: string) => ({ metadata: { name } });
const established = { status: { conditions: [{ type: "Established", status: "True" }] } };
const notYet = { status: { conditions: [{ type: "Established", status: "False" }] } };

test("waits until the API server takes objects of all of them", async () => {
  const created: object[] = [];
  const answers = [
    [{ ...definition("a"), ...established }, definition("b")],
    [
      { ...definition("a"), ...established },
      { ...definition("b"), ...notYet },
    ],
    [
      { ...definition("a"), ...established },
      { ...definition("b"), ...established },
    ],
  ];
  let asked = 0;
  const api = {
    createOnce: async (_: string, body: object) => {
      created.push(body);
      return true;
    },
    get: async <T>() => {
      asked += 1;
      return { items: answers[asked - 1] } as T;
    },
  };
  await installDefinitions(api, [definition("a"), definition("b")]);
  expect(created).toEqual([definition("a"), definition("b")]);
  expect(asked).toBe(3);
});
