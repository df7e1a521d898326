/** What the presenter has turned, at once where it was turned. */
export class Dials {
  blank = false;
  doorsOpen = true;
  countHidden = false;
}
